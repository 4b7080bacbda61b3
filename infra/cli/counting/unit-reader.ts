import type { CsvFeed } from '../../../shared/monitoring/bytes/csv-feed.ts';
import type { LineFeed } from '../../../shared/monitoring/bytes/line-feed.ts';
import type { WindowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import type { UnitCounts } from '../../../shared/monitoring/window-sum.ts';
import { likelyStart } from './likely-start.ts';
import { type Bytes, feeds, type TextKind } from './text-file.ts';

/**
 * A file is counted in units of so many bytes: a record belongs to the unit in which it begins. Units are counted from
 * nought and added up in their order, by one thread as by many, so that sums are rounded alike.
 */
export const UNIT = 16 * 1024 * 1024;

/** The counts of a unit, where its first record began, and where the first one behind it begins. */
export interface CountedUnit {
  readonly unit: number;
  readonly start: number;
  readonly end: number;
  readonly counts: UnitCounts;
}

export interface UnitReader {
  readonly units: number;
  /** A record that begins from here on belongs to another unit. */
  endOf(unit: number): number;
  /** Where the records begin, and what was counted before: nothing but a header longer than any record may be. */
  readonly first: number;
  readonly opening?: UnitCounts;
  /** Where a unit most likely begins, when the one before it was not counted yet; none when no record seems to begin in it. */
  likelyStart(unit: number): number | undefined;
  /** Counts the records that begin in a unit, the first of them at `start`. */
  count(unit: number, start: number, figures?: UnitCounts['figures']): CountedUnit;
}

/** What is read beyond the end of a unit at a time, to see the end of its last record. */
const BEYOND = 64 * 1024;

export const unitReader = (kind: TextKind, bytes: Bytes, target: WindowTarget, unitBytes = UNIT): UnitReader => {
  const feed: LineFeed & Partial<CsvFeed> = feeds[kind](target);
  const { names } = feed;

  // Reads the records that begin from `start` on and before `until`; answers where the next one begins.
  const readRecords = (start: number, until: number): number => {
    feed.begin(until - start);
    let at = start;
    while (start + feed.taken() < until) {
      const read = bytes.read(feed.room().subarray(0, Math.max(until - at, 0) + BEYOND), at);
      if (read === 0) {
        feed.end();
        return bytes.size;
      }
      at += read;
      feed.filled(read);
    }
    return start + feed.taken();
  };

  const endOf = (unit: number): number => (unit + 1) * unitBytes;

  let first = 0;
  while (names && !names() && first < bytes.size) first = readRecords(first, first + 1);

  return {
    units: Math.ceil(bytes.size / unitBytes),
    endOf,
    first,
    ...(first > 0 && { opening: target.unit() }),
    likelyStart(unit) {
      const [from, until] = [unit * unitBytes, endOf(unit)];
      if (first >= from) return first < until ? first : undefined;
      return likelyStart(bytes, from, until, names?.()?.length);
    },
    count(unit, start, figures) {
      const end = readRecords(start, endOf(unit));
      return { unit, start, end, counts: target.unit(figures) };
    },
  };
};
