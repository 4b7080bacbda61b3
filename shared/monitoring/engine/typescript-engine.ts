import { REFUSED } from '../bytes/cell-codes.ts';
import { rowScanner } from '../bytes/scan-row.ts';
import { sourceOf } from '../bytes/source.ts';
import { typescriptBins } from './bins.ts';
import { type Engine, extentOf } from './engine.ts';

const [QUOTE, BACKSLASH, SPACE] = [0x22, 0x5c, 0x20];

/** The engine in plain TypeScript: for wherever WebAssembly is not to be had, and to hold the other one against. */
export const typescriptEngine = (): Engine => ({
  source: (size) => sourceOf(size),
  cells(columns) {
    const extent = extentOf(columns);
    return { values: new Float64Array(columns * extent.stride), ...extent };
  },
  scanner: rowScanner,
  records: () => undefined,
  bins: typescriptBins,
  same({ bytes, view }, at, { bytes: fixed, view: four }, length) {
    let i = 0;
    for (; i + 4 <= length; i += 4) if (view.getInt32(at + i) !== four.getInt32(i)) return false;
    for (; i < length; i++) if (bytes[at + i] !== fixed[i]) return false;
    return true;
  },
  stringEnd({ bytes }, from) {
    let at = from;
    for (let byte = bytes[at] as number; byte !== QUOTE; byte = bytes[++at] as number)
      if (byte < SPACE || byte === BACKSLASH) return REFUSED;
    return at;
  },
});
