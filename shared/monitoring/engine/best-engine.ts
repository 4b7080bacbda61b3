import type { Engine, EngineSize } from './engine.ts';
import { typescriptEngine } from './typescript-engine.ts';
import { wasmEngine } from './wasm-engine.ts';
import { hasWasm } from './wasm-module.ts';

/** More memory than this is not asked for at once: a table so wide is read by TypeScript. */
const MOST_COLUMNS = 4000;

/** The faster engine where it can run, else the other one. */
export const bestEngine = (size: EngineSize): Engine => {
  if (!hasWasm || size.columns > MOST_COLUMNS) return typescriptEngine();
  try {
    return wasmEngine(size);
  } catch (error) {
    if (error instanceof RangeError) return typescriptEngine();
    throw error;
  }
};
