// The engine of the drift check in WebAssembly. `npm run build` compiles it into ../wasm-bytes.ts.
export { addValues } from './bins';
export { remember } from './categories';
export { scanRecords } from './records';
export { scanRow } from './rows';
export { same, stringEnd } from './text';
