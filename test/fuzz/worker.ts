import { parentPort, workerData } from 'node:worker_threads';
import { type Random, randomFrom } from './random.ts';
import { type Slot, slotIn } from './slot.ts';
import type { Seed, Target, Told } from './target.ts';
import { targets } from './targets.ts';

/** What the worker is started with. */
export interface Work {
  readonly target: string;
  readonly seed: number;
  readonly memory: SharedArrayBuffer;
}

/** What it tells, a few times in a second. */
export interface Progress {
  readonly runs: number;
  readonly accepted: number;
  readonly codes: readonly string[];
  readonly signs: number;
  /** Processor milliseconds of the slowest run, and how many bytes it had. */
  readonly slowest: readonly [milliseconds: number, bytes: number];
  /** Accepted files for the judge. */
  readonly judge: readonly { readonly bytes: Uint8Array; readonly told: Told }[];
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly message: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LARGEST = 2 ** 20;
const MOST_SEEDS = 3000;
/** Of one code: beyond, what differs is words of the files themselves. */
const MOST_SIGNS = 30;
const PAUSE_AFTER = 250;

const fuzz = async (target: Target, random: Random, slot: Slot): Promise<never> => {
  const pool = [...target.seeds()];
  const [codes, signs] = [new Set<string>(), new Set<string>()];
  const kinds = new Map<string, number>();
  const ofKind = (sign: string): number => kinds.get(kindOf(sign)) ?? 0;
  let [runs, accepted, slowest]: [number, number, [number, number]] = [0, 0, [0, 0]];
  let judge: { bytes: Uint8Array; told: Told }[] = [];
  let failures: Failure[] = [];

  const run = async (input: Seed, pieces: number): Promise<void> => {
    slot.begin(input);
    const before = process.threadCpuUsage();
    try {
      const outcome = await target.check(input, pieces);
      for (const code of outcome.codes) codes.add(code);
      const news = outcome.signs.filter((sign) => !signs.has(sign) && ofKind(sign) < MOST_SIGNS);
      for (const sign of news) {
        signs.add(sign);
        kinds.set(kindOf(sign), ofKind(sign) + 1);
      }
      if (news.length > 0 && runs >= pool.length && pool.length < MOST_SEEDS) pool.push(input);
      if (outcome.accepted) accepted++;
      if (outcome.accepted && outcome.told && judge.length < 20) judge.push({ bytes: input.bytes, told: outcome.told });
    } catch (error) {
      failures.push({ message: told(error), name: input.name, bytes: Uint8Array.from(input.bytes) });
    }
    const { user, system } = process.threadCpuUsage(before);
    const took = (user + system) / 1000;
    if (took > slowest[0] && runs > 100) slowest = [took, input.bytes.length];
    runs++;
  };

  // The seeds themselves come first: what is new is new against them.
  const seeds = pool.length;
  for (let until = performance.now() + PAUSE_AFTER; ; ) {
    const input = runs < seeds ? (pool[runs] as Seed) : mutated(target, pool, random);
    await run(input, random.oneIn(3) ? piecesFor(input, random) : 0);
    if (performance.now() < until && failures.length === 0) continue;
    const progress: Progress = { runs, accepted, codes: [...codes], signs: signs.size, slowest, judge, failures };
    parentPort?.postMessage(progress);
    [judge, failures] = [[], []];
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + PAUSE_AFTER;
  }
};

const kindOf = (sign: string): string => /^[^: ]*/.exec(sign)?.[0] ?? '';

const mutated = (target: Target, pool: readonly Seed[], random: Random): Seed => {
  // What was found last leads further more often than what was there first.
  const newest = pool.slice(-50);
  const { name, bytes } = random.pick(random.oneIn(3) ? newest : pool);
  const other = random.pick(pool);
  let changed: Buffer = bytes;
  for (let rounds = random.pick([1, 1, 1, 2, 2, 4]); rounds > 0; rounds--)
    changed = target.mutate(changed, random, other.bytes) ?? changed;
  return { name: random.oneIn(12) ? other.name : name, bytes: changed.subarray(0, LARGEST) };
};

/** Sizes of pieces, not so many that their number is what takes the time. */
const piecesFor = ({ bytes }: Seed, random: Random): number =>
  Math.max(random.pick([1, 2, 3, 5, 7, 13, 64, 100, 511, 512, 1000, 4096]), Math.ceil(bytes.length / 20_000));

const told = (error: unknown): string => {
  const { name, message, stack = '' } = error instanceof Error ? error : { name: 'thrown', message: String(error) };
  const place = stack
    .split('\n')
    .find((line) => line.includes('/shared/'))
    ?.trim()
    .replace(/\(?file:.*\/shared\//, 'shared/');
  return `${name}: ${message}${place ? ` ${place}` : ''}`;
};

const { target: name, seed, memory } = workerData as Work;
const target = targets.find((one) => one.name === name);
if (!target) throw new Error(`there is no parser ${name}`);
await fuzz(target, randomFrom(seed), slotIn(memory));
