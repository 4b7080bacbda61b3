import { WASM } from './wasm-bytes.ts';

/** What the module can do, as its source in assembly/ describes it; addresses are bytes of its memory. */
export interface EngineExports {
  scanRow(plan: number, start: number, row: number): number;
  scanRecords(form: number, start: number, to: number, row: number, most: number): number;
  remember(table: number, start: number, end: number, code: number): void;
  addValues(bins: number, from: number, to: number): void;
  same(a: number, b: number, length: number): number;
  stringEnd(at: number): number;
}

/** What the module asks for: cells that are rare or odd, read from their text. */
export interface EngineHost {
  numberOf(start: number, end: number): number;
  codeOf(column: number, start: number, end: number): number;
}

interface WebAssembly {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

// TypeScript knows it as a part of the browser only.
const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssembly };
const bytes = Buffer.from(WASM, 'base64');

/** Whether this machine can run the module. */
export const hasWasm = WebAssembly?.validate(bytes) ?? false;

let compiled: object | undefined;

/** A module with a memory of its own of so many pages. @throws RangeError when there is no such memory */
export const instantiate = (
  pages: number,
  host: EngineHost,
): { readonly memory: ArrayBuffer; readonly engine: EngineExports } => {
  if (!WebAssembly) throw new RangeError('no WebAssembly here');
  compiled ??= new WebAssembly.Module(bytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory }, host });
  return { memory: memory.buffer, engine: exports as EngineExports };
};
