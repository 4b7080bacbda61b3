import { parseCsv } from '../../../shared/kernel/csv.ts';
import type { Bytes } from './text-file.ts';

const LF = 0x0a;
const SAMPLE = 64 * 1024;
/** Lines that are tried, and records behind each that must look right. */
const TRIED = 16;
const RECORDS = 3;
const LOOKED_AT = 8 * 1024;

/**
 * Where the first record begins that begins from `from` on and before `until`: after the end of a line. In a CSV file of
 * `columns` columns that line may lie inside a quoted cell, so the records after it must look like records; certain it is
 * only once the record before it was read.
 */
export const likelyStart = (bytes: Bytes, from: number, until: number, columns?: number): number | undefined => {
  const sample = Buffer.alloc(Math.min(SAMPLE, until - from));
  for (let at = from - 1, read = 0; at < until - 1; at += read) {
    read = bytes.read(sample.subarray(0, until - 1 - at), at);
    if (read === 0) return undefined;
    const part = sample.subarray(0, read);
    const start = part.indexOf(LF) + 1;
    if (start === 0) continue;
    if (columns === undefined || !part.includes('"')) return at + start;
    return plausibleStart(bytes, at + start, until, columns);
  }
  return undefined;
};

const plausibleStart = (bytes: Bytes, first: number, until: number, columns: number): number | undefined => {
  const sample = Buffer.alloc(SAMPLE);
  const text = sample.toString('latin1', 0, bytes.read(sample, first));
  let start = 0;
  for (let tried = 0; tried < TRIED && first + start < until; tried++) {
    // The last record may be cut.
    const records = parseCsv(text.slice(start, start + LOOKED_AT)).records.slice(0, -1);
    if (records.length > 0 && records.slice(0, RECORDS).every(({ cells }) => cells.length === columns))
      return first + start;
    const next = text.indexOf('\n', start) + 1;
    if (next === 0) return undefined;
    start = next;
  }
  return undefined;
};
