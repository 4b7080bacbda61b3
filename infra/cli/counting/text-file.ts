import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { captureFeed } from '../../../shared/monitoring/bytes/capture-feed.ts';
import { csvFeed } from '../../../shared/monitoring/bytes/csv-feed.ts';
import { jsonLinesFeed } from '../../../shared/monitoring/bytes/json-lines-feed.ts';

/** How each kind of text is read. */
export const feeds = { csv: csvFeed, 'json-lines': jsonLinesFeed, capture: captureFeed } as const;

export type TextKind = keyof typeof feeds;

/** Bytes that can be read anywhere. */
export interface Bytes {
  readonly size: number;
  /** Reads from `at` on, as much as fits or is there; none at the end. Answers how much. */
  read(into: Uint8Array, at: number): number;
}

export const openBytes = (path: string): Bytes & { close(): void } => {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read: (into, at) => readSync(file, into, 0, into.length, at),
    close: () => closeSync(file),
  };
};
