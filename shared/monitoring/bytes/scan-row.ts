import { type CellCodes, REFUSED } from './cell-codes.ts';
import { numericCell } from './decimal.ts';
import { CELL_ENDS, hasControl, type Source } from './source.ts';

/** What becomes of the cells of a column: numbers and codes go into the block, others are passed over. */
export type ColumnScan =
  | { readonly kind: 'numeric'; readonly column: number }
  | { readonly kind: 'category'; readonly column: number; readonly codes: CellCodes }
  | { readonly kind: 'ignored' };

/** Rows on their way into the counters, column after column, `capacity` cells each. */
export interface Cells {
  readonly values: Float64Array;
  readonly capacity: number;
}

/** Reads one row from `at` into row `row` of the block. Answers where the byte after its last cell is, or REFUSED. */
export type RowScanner = (source: Source, at: number, cells: Cells, row: number) => number;

const [NUMERIC, CATEGORY, IGNORED] = [0, 1, 2];
const ZEROS = 0x30303030;
const TENS = Float64Array.of(1, 10, 100, 1000);

/**
 * A reader of plain rows: cells between commas, none quoted, none with escapes. Whatever else it meets it refuses, and
 * the row is read by the general path. Four digits are taken at a time; seven before and seven after the point are exact.
 */
export const rowScanner = (columns: readonly ColumnScan[], inJson: boolean): RowScanner => {
  const count = columns.length;
  const kinds = Uint8Array.from(
    columns,
    ({ kind }) => ({ numeric: NUMERIC, category: CATEGORY, ignored: IGNORED })[kind] as number,
  );
  const targets = Int32Array.from(columns, (column) => (column.kind === 'ignored' ? 0 : column.column));
  const codes = columns.map((column) => (column.kind === 'category' ? column.codes : undefined));

  return (source, start, { values, capacity }, row) => {
    const { bytes, view } = source;
    let at = start;
    for (let column = 0; column < count; column++) {
      const kind = kinds[column];
      const target = (targets[column] as number) * capacity + row;
      let end = at;
      if (kind === NUMERIC) {
        const negative = bytes[at] === 0x2d;
        if (negative) end++;
        let x = 0;
        let plain = false;
        let digits = view.getInt32(end, true) ^ ZEROS;
        let ends = ((digits + 0x76767676) | digits) & 0x80808080;
        if (ends === 0) {
          // Four digits or more before the point.
          x = four(digits);
          digits = view.getInt32(end + 4, true) ^ ZEROS;
          ends = ((digits + 0x76767676) | digits) & 0x80808080;
          end += 4;
        }
        if (ends !== 0) {
          const whole = (31 - Math.clz32(ends & -ends)) >> 3;
          x = x * (TENS[whole] as number) + four((digits << (24 - 8 * whole)) << 8);
          end += whole;
          plain = end > at && (bytes[end - 1] as number) >= 0x30;
          if (bytes[end] === 0x2e) {
            const first = view.getInt32(end + 1, true) ^ ZEROS;
            const stop = ((first + 0x76767676) | first) & 0x80808080;
            if (stop !== 0) {
              const some = (31 - Math.clz32(stop & -stop)) >> 3;
              x = (x * 1e4 + four(first & ((1 << (8 * some)) - 1))) / 1e4;
              end += 1 + some;
            } else {
              const second = view.getInt32(end + 5, true) ^ ZEROS;
              const last = ((second + 0x76767676) | second) & 0x80808080;
              const more = last === 0 ? 0 : (31 - Math.clz32(last & -last)) >> 3;
              x = (x * 1e8 + (four(first) * 1e4 + four(second & ((1 << (8 * more)) - 1)))) / 1e8;
              end += 5 + more;
            }
          }
        }
        if (plain && CELL_ENDS[bytes[end] as number] === 1) values[target] = negative ? -x : x;
        else {
          while (CELL_ENDS[bytes[end] as number] === 0) end++;
          if (inJson && hasControl(source, at, end)) return REFUSED;
          values[target] = numericCell(source, at, end);
        }
      } else if (kind === CATEGORY) {
        let hash = 0;
        let byte = bytes[end] as number;
        while (CELL_ENDS[byte] === 0) {
          hash = Math.imul(hash ^ byte, 0x5bd1e995);
          hash ^= hash >>> 13;
          byte = bytes[++end] as number;
        }
        const code = (codes[column] as CellCodes).codeOf(source, at, end, hash, inJson);
        if (code === REFUSED) return REFUSED;
        values[target] = code;
      } else {
        while (CELL_ENDS[bytes[end] as number] === 0) end++;
        if (inJson && hasControl(source, at, end)) return REFUSED;
      }
      if (column === count - 1) return end;
      if (bytes[end] !== 0x2c) return REFUSED;
      at = end + 1;
    }
    return REFUSED;
  };
};

// The number that four digits make, the first of them in the lowest byte.
const four = (digits: number): number => {
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
};
