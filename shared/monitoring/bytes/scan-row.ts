import { type CellCodes, REFUSED } from './cell-codes.ts';
import { numericCell } from './decimal.ts';
import { CELL_ENDS, type Source } from './source.ts';

/** What becomes of the cells of a column: numbers and codes go into the block, others are passed over. */
export type ColumnScan =
  | { readonly kind: 'numeric'; readonly column: number }
  | { readonly kind: 'category'; readonly column: number; readonly codes: CellCodes }
  | { readonly kind: 'ignored' };

/** Rows on their way into the counters, column after column: there is room for `capacity` rows, columns begin `stride` cells apart. */
export interface Cells {
  readonly values: Float64Array;
  readonly capacity: number;
  readonly stride: number;
}

/** Reads one row from `at` into row `row` of its block. Answers where the byte after its last cell is, or REFUSED. */
export type RowScanner = (source: Source, at: number, row: number) => number;

const [NUMERIC, CATEGORY, IGNORED] = [0, 1, 2];
const POWERS = Float64Array.from({ length: 10 }, (_, i) => 10 ** i);

/**
 * A reader of plain rows: cells between commas, none quoted, none with escapes or control characters. Whatever else it
 * meets it refuses, and the row is read by the general path. A decimal of few digits is a whole number over a power of
 * ten, rounded once.
 */
export const rowScanner = (columns: readonly ColumnScan[], { values, stride }: Cells): RowScanner => {
  const count = columns.length;
  const kinds = Uint8Array.from(
    columns,
    ({ kind }) => ({ numeric: NUMERIC, category: CATEGORY, ignored: IGNORED })[kind] as number,
  );
  const targets = Int32Array.from(columns, (column) => (column.kind === 'ignored' ? 0 : column.column * stride));
  const codes = columns.map((column) => (column.kind === 'category' ? column.codes : undefined));

  return (source, start, row) => {
    // Locals: what a loop reads from outside its function is loaded anew in every round.
    const { bytes } = source;
    const ends = CELL_ENDS;
    const powers = POWERS;
    const MINUS = 0x2d;
    const POINT = 0x2e;
    const ZERO = 0x30;
    let at = start;
    for (let column = 0; column < count; column++) {
      const kind = kinds[column];
      const target = (targets[column] as number) + row;
      let end = at;
      if (kind === 0) {
        let byte = bytes[end] as number;
        const negative = byte === MINUS;
        if (negative) byte = bytes[++end] as number;
        const first = end;
        // Nine digits fit; what more of them makes is not used.
        let mantissa = 0;
        let decimals = 0;
        for (let digit = byte - ZERO; digit >= 0 && digit <= 9; digit = (bytes[++end] as number) - ZERO)
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
        if (bytes[end] === POINT) {
          const point = end;
          for (
            let digit = (bytes[++end] as number) - ZERO;
            digit >= 0 && digit <= 9;
            digit = (bytes[++end] as number) - ZERO
          )
            mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          decimals = end - point - 1;
        }
        if (
          end - first <= 9 + (decimals > 0 ? 1 : 0) &&
          end > first &&
          bytes[first] !== POINT &&
          ends[bytes[end] as number] === 1
        ) {
          const x = mantissa / (powers[decimals] as number);
          values[target] = negative ? -x : x;
        } else {
          while (ends[bytes[end] as number] === 0) end++;
          values[target] = numericCell(source, at, end);
        }
      } else if (kind === 1) {
        let hash = 0;
        for (let byte = bytes[end] as number; ends[byte] === 0; byte = bytes[++end] as number)
          hash = (Math.imul(hash, 31) + byte) | 0;
        const code = (codes[column] as CellCodes).codeOf(source, at, end, hash);
        if (code === REFUSED) return REFUSED;
        values[target] = code;
      } else {
        while (ends[bytes[end] as number] === 0) end++;
      }
      if (column === count - 1) return end;
      if (bytes[end] !== 0x2c) return REFUSED;
      at = end + 1;
    }
    return REFUSED;
  };
};
