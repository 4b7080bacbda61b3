import type { RecordForms } from '../bytes/record-forms.ts';
import type { EngineExports } from './wasm-module.ts';

/** Words that describe a form before its parts, and those of each part, as records.ts of the assembly has them. */
const DESCRIBED = 6;
const PART = 3;
const HOLES = { input: 0, output: 1, end: 2, time: 3, id: 3, text: 3 } as const;

/** Readers of many records in one call, by the plans of their rows and answers. Bodies in base64 are read one by one. */
export const wasmRecords =
  (
    engine: EngineExports,
    memory: ArrayBuffer,
    allocate: (bytes: number) => number,
    plans: { readonly inputs: number; readonly output: number },
  ): RecordForms =>
  ({ parts, input, output }, header) => {
    if (input !== 'CSV' || output !== 'CSV' || parts.some(({ fixed }) => fixed.address === 0)) return undefined;
    const [form, name] = [allocate(4 * (DESCRIBED + PART * parts.length)), allocate(header.length)];
    if (form === 0 || name === 0) return undefined;
    new Uint8Array(memory, name, header.length).set(header);
    const words = new Uint32Array(memory, form, DESCRIBED + PART * parts.length);
    words.set([0, plans.inputs, plans.output, name, header.length, parts.length]);
    for (const [i, { fixed, length, hole }] of parts.entries())
      words.set([fixed.address, length, HOLES[hole]], DESCRIBED + PART * i);
    return ({ address }, at, to, row, most) => {
      if (address === 0) return { records: 0, end: at };
      const end = engine.scanRecords(form, address + at, address + to, row, most) - address;
      return { records: words[0] as number, end };
    };
  };
