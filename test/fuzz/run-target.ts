import { Worker } from 'node:worker_threads';
import type { Judge } from './judge.ts';
import { slotIn, slotMemory } from './slot.ts';
import type { Failure, Progress, Work } from './worker.ts';

export interface Run {
  readonly target: string;
  /** Processor time, so that a paused or a slow machine finds as much. */
  readonly minutes: number;
  readonly seed: number;
  readonly judge?: Judge | undefined;
  readonly failed: (failure: Failure) => void;
  readonly progress: (so_far: Tally) => void;
}

export interface Tally {
  readonly minutes: number;
  readonly runs: number;
  readonly accepted: number;
  readonly codes: number;
  readonly signs: number;
  readonly slowest: readonly [milliseconds: number, bytes: number];
}

/** Processor milliseconds that no input of at most a megabyte may take. */
const HANG = 2000;
/** Ticks of the watchdog without progress and without work: nothing will ever answer. */
const STUCK = 100;
const TICK = 100;
const MOST_HEAP = 512;
const MOST_MEMORY = 2 ** 30;

/** Fuzzes one parser in a worker, which is ended and begun anew when an input hangs it or fills its memory. */
export const runTarget = async ({ target, minutes, seed, judge, failed, progress }: Run): Promise<Tally> => {
  const start = spent();
  const codes = new Set<string>();
  let total: Tally = { minutes: 0, runs: 0, accepted: 0, codes: 0, signs: 0, slowest: [0, 0] };
  const used = (): number => (spent() - start) / 60_000;
  for (let round = 0; used() < minutes; round++) {
    const before = total;
    await oneWorker(
      { target, seed: seed + round, memory: slotMemory() },
      () => used() >= minutes,
      failed,
      (found) => {
        for (const code of found.codes) codes.add(code);
        for (const { bytes, told } of found.judge) judge?.ask(Buffer.from(bytes), told);
        total = {
          minutes: used(),
          runs: before.runs + found.runs,
          accepted: before.accepted + found.accepted,
          codes: codes.size,
          signs: Math.max(before.signs, found.signs),
          slowest: found.slowest[0] > before.slowest[0] ? found.slowest : before.slowest,
        };
        progress(total);
      },
    );
  }
  return { ...total, minutes: used() };
};

const oneWorker = (
  work: Work,
  over: () => boolean,
  failed: (failure: Failure) => void,
  tell: (told: Progress) => void,
): Promise<void> =>
  new Promise((resolve) => {
    const slot = slotIn(work.memory);
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP, maxYoungGenerationSizeMb: 64 },
    });
    const fail = (message: string): void => failed({ message, ...slot.current() });
    let [begun, since, ticks, ending] = [0, spent(), 0, false];
    const watchdog = setInterval(() => {
      if (slot.begun() !== begun) [begun, since, ticks] = [slot.begun(), spent(), 0];
      const hangs = spent() - since > HANG && begun > 0;
      const [stuck, full] = [++ticks > STUCK, process.memoryUsage.rss() > MOST_MEMORY];
      if (hangs || stuck || full)
        fail(full ? 'fills the memory' : hangs ? `takes more than ${HANG} ms of processor time` : 'never answers');
      if (hangs || stuck || full || over()) end();
    }, TICK);
    const end = (): void => {
      ending = true;
      clearInterval(watchdog);
      void worker.terminate();
    };
    worker.on('message', (told: Progress) => {
      for (const failure of told.failures) failed(failure);
      tell(told);
    });
    worker.on('error', (error) => fail(`ends the worker: ${error.message}`));
    worker.on('exit', () => {
      if (!ending) fail('ends the worker, which waited for something that never comes');
      clearInterval(watchdog);
      resolve();
    });
  });

/** Processor milliseconds of this process, all threads. */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
