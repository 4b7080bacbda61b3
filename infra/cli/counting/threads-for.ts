import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Complaint } from '../terminal.ts';

/** Below this a thread takes longer to start than it saves. */
const WORTH_A_THREAD = 64 * 1024 * 1024;
/** So many threads are used unasked: with two a check stays below 128 MiB, and each more takes some 20. */
const UNASKED = 2;
const MOST_THREADS = 64;

/**
 * Threads for a file of rows: as many as were asked for, else as the machine has and the file is worth. Parquet lies column
 * by column and is counted by one. @throws Complaint
 */
export const threadsFor = (path: string, asked?: string): number => {
  const threads = Number(asked ?? availableParallelism());
  if (asked !== undefined && (!/^\d+$/.test(asked) || threads < 1 || threads > MOST_THREADS))
    throw new Complaint(`--threads takes a whole number from 1 to ${MOST_THREADS}; this is "${asked}".`);
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (/\.(parquet|pq)$/i.test(path) || (asked === undefined && bytes < WORTH_A_THREAD)) return 1;
  return asked === undefined ? Math.min(threads, UNASKED) : threads;
};
