import type { Engine, EngineSize } from '../../shared/monitoring/engine/engine.ts';
import { typescriptEngine } from '../../shared/monitoring/engine/typescript-engine.ts';
import { wasmEngine } from '../../shared/monitoring/engine/wasm-engine.ts';

/** Both engines, by name: what one does, the other must do to the last bit. */
export const engines: readonly (readonly [name: string, engineFor: (size: EngineSize) => Engine])[] = [
  ['WebAssembly', wasmEngine],
  ['TypeScript', typescriptEngine],
];
