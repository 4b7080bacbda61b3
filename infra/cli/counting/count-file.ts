import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { WindowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import type { BaselineProfile, WindowCounts } from '../../../shared/monitoring/schema.ts';
import { windowSum } from '../../../shared/monitoring/window-sum.ts';
import { type DataFile, readDataFile } from '../data-file.ts';
import { Complaint } from '../terminal.ts';
import { countUnits } from './count-units.ts';
import { recruit } from './crew.ts';
import { openBytes } from './text-file.ts';
import { newTurn } from './turn.ts';
import { UNIT, unitReader } from './unit-reader.ts';

/** The counting of a file, whose threads start before it is known what they count against. */
export interface Counting {
  /** The same counts to the last bit, however many threads there are. */
  count(profile: BaselineProfile, target: WindowTarget): Promise<WindowCounts>;
  /** Lets the threads go; to be called whatever happened. */
  end(): Promise<void>;
}

/** Below this a thread takes longer to start than it saves. */
const WORTH_A_THREAD = 8 * UNIT;
/** So many threads are used unasked; reading the file and adding up would hold more of them up. */
const UNASKED = 4;
const MOST_THREADS = 64;
/** Units for each thread that may wait to be added up: one that is held up must not make the others fill memory. */
const PLACES = 2;

/** Threads for a file: as many as were asked for, else as the machine has and the file is worth. @throws Complaint */
export const threadsFor = (bytes: number, asked?: string): number => {
  if (asked === undefined) return bytes < WORTH_A_THREAD ? 1 : Math.min(UNASKED, availableParallelism());
  const threads = Number(asked);
  if (!/^\d+$/.test(asked) || threads < 1 || threads > MOST_THREADS)
    throw new Complaint(`--threads takes a whole number from 1 to ${MOST_THREADS}; this is "${asked}".`);
  return threads;
};

/** Parquet lies column by column and is counted by one thread. */
export const startCounting = (file: DataFile, asked?: string, unitBytes = UNIT): Counting => {
  const { path, kind } = file;
  const threads = threadsFor(statSync(path).size, asked);
  const crew = recruit(kind === 'parquet' ? 0 : threads - 1);
  return {
    async count(profile, target) {
      if (kind === 'parquet') {
        readDataFile(file, target);
        return target.counts();
      }
      const sum = windowSum(profile);
      const turn = newTurn(threads > 1 ? PLACES * threads : 0, sum.figures);
      crew.begin({ path, kind, profile, unitBytes, turn });
      const bytes = openBytes(path);
      try {
        await countUnits(unitReader(kind, bytes, target, unitBytes), sum, turn, crew);
      } finally {
        bytes.close();
      }
      return sum.counts();
    },
    end: crew.dismiss,
  };
};
