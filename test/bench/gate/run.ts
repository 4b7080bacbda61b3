import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import { streamedArtefact } from './streamed.ts';

/** One reading of an artefact: milliseconds, of the clock and of the processor, and what was read. */
export interface Reading {
  readonly wall: number;
  readonly cpu: number;
  readonly expanded: number;
  readonly verdict?: string;
}

export interface GateRun {
  readonly gate: readonly Reading[];
  readonly floor: readonly Reading[];
  /** Peak of the whole process, in MiB. */
  readonly rss: number;
}

type Open = () => AsyncIterable<Uint8Array>;

const timed = async (read: () => Promise<Pick<Reading, 'expanded' | 'verdict'>>): Promise<Reading> => {
  const processor = process.cpuUsage();
  const start = performance.now();
  const found = await read();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  return { ...found, wall, cpu: (user + system) / 1000 };
};

/** The whole gate: digest, structure and content in one pass. */
const gate = (open: Open) =>
  timed(async () => {
    const { verdict, expandedBytes } = await scanArtefact(open(), 'model.tar.gz');
    return { expanded: expandedBytes, verdict };
  });

/** No less can be done: SHA-256 of the bytes, and gunzip. */
const floor = (open: Open) =>
  timed(async () => {
    const hash = createHash('sha256');
    const hashed = async function* () {
      for await (const piece of open()) {
        hash.update(piece);
        yield piece;
      }
    };
    let expanded = 0;
    for await (const piece of Readable.from(hashed()).pipe(createGunzip({ chunkSize: 2 ** 17 })))
      expanded += (piece as Buffer).length;
    hash.digest('hex');
    return { expanded };
  });

/** Rounds in turns: `run.ts gate|floor|both ROUNDS FILE`, or a number of bytes in a file's place for a stream made on the fly. */
const [what = 'both', rounds = '5', of = ''] = process.argv.slice(2);
const open: Open = /^\d+$/.test(of)
  ? streamedArtefact(Number(of))
  : () => createReadStream(of, { highWaterMark: 2 ** 18 });
const [gates, floors]: [Reading[], Reading[]] = [[], []];
for (let round = 0; round < Number(rounds); round++) {
  if (what !== 'gate') floors.push(await floor(open));
  if (what !== 'floor') gates.push(await gate(open));
}
const run: GateRun = { gate: gates, floor: floors, rss: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(JSON.stringify(run));
