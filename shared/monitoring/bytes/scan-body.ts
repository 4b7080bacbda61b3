import { REFUSED } from './cell-codes.ts';
import type { RowBlock } from './row-block.ts';
import type { RowScanner } from './scan-row.ts';
import type { Source } from './source.ts';

/** How a line ends inside a body: as JSON writes it in a string, or as it is. */
export type LineEnds = 'escaped' | 'plain';

/** What a scan found: the rows, and where the byte after the body is. */
export interface BodyScan {
  rows: number;
  end: number;
}

const [QUOTE, BACKSLASH, COMMA, LF, CR, N, R] = [0x22, 0x5c, 0x2c, 0x0a, 0x0d, 0x6e, 0x72];

/**
 * Reads the rows of a CSV body into the block beyond its fill. An escaped body ends at the closing quote, a plain one at
 * `limit`, where a line feed must stand. Answers whether it could, or REFUSED.
 */
export const scanRows = (
  scan: RowScanner,
  source: Source,
  from: number,
  limit: number,
  ends: LineEnds,
  block: RowBlock,
  found: BodyScan,
): number => {
  const { bytes } = source;
  const { cells, fill } = block;
  let [at, rows] = [from, 0];
  while (true) {
    // A blank line is no row; neither is an empty body. The general path knows what they are.
    if (endsLine(bytes[at] as number) || fill + rows >= cells.capacity) return REFUSED;
    at = scan(source, at, fill + rows);
    if (at < 0) return REFUSED;
    rows++;
    const next = lineEnd(bytes, at, limit, ends);
    if (next < 0) return REFUSED;
    if (next === at || over(bytes, next, limit, ends)) {
      found.rows = rows;
      found.end = next;
      return 0;
    }
    at = next;
  }
};

/**
 * Reads the answers to `asked` rows, one cell each, into the block beyond its fill: one on each line, or all on one line
 * as XGBoost's container writes them.
 */
export const scanAnswers = (
  scan: RowScanner,
  source: Source,
  from: number,
  limit: number,
  ends: LineEnds,
  block: RowBlock,
  asked: number,
  found: BodyScan,
): number => {
  const { bytes } = source;
  const { fill } = block;
  let [at, answers, commas] = [from, 0, 0];
  while (true) {
    if (answers === asked || endsLine(bytes[at] as number) || bytes[at] === COMMA) return REFUSED;
    at = scan(source, at, fill + answers);
    if (at < 0) return REFUSED;
    answers++;
    if (bytes[at] === COMMA) {
      commas++;
      at++;
      continue;
    }
    const next = lineEnd(bytes, at, limit, ends);
    if (next < 0) return REFUSED;
    if (next === at || over(bytes, next, limit, ends)) {
      found.end = next;
      return answers === asked && (commas === 0 || commas === asked - 1) ? 0 : REFUSED;
    }
    at = next;
  }
};

const endsLine = (byte: number): boolean => byte === QUOTE || byte === BACKSLASH || byte === LF || byte === CR;

const over = (bytes: Uint8Array, at: number, limit: number, ends: LineEnds): boolean =>
  ends === 'escaped' ? bytes[at] === QUOTE : at >= limit;

// Where the next line begins; `at` itself at the closing quote; REFUSED when the row does not end as it must.
const lineEnd = (bytes: Uint8Array, at: number, limit: number, ends: LineEnds): number => {
  const byte = bytes[at];
  if (ends === 'plain') {
    if (byte === LF) return at + 1;
    return byte === CR && bytes[at + 1] === LF && at < limit ? at + 2 : REFUSED;
  }
  if (byte === QUOTE) return at;
  if (byte !== BACKSLASH) return REFUSED;
  if (bytes[at + 1] === N) return at + 2;
  return bytes[at + 1] === R && bytes[at + 2] === BACKSLASH && bytes[at + 3] === N ? at + 4 : REFUSED;
};
