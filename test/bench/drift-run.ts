import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { countFile } from '../../infra/cli/counting/count-file.ts';
import { recruit } from '../../infra/cli/counting/crew.ts';
import { openDataFile } from '../../infra/cli/data-file.ts';
import { exactDistances, keptValues } from '../../infra/cli/exact-distances.ts';
import { windowTarget } from '../../shared/monitoring/bytes/row-target.ts';
import { judge } from '../../shared/monitoring/drift.ts';
import { bestEngine } from '../../shared/monitoring/engine/best-engine.ts';
import { typescriptEngine } from '../../shared/monitoring/engine/typescript-engine.ts';
import { BaselineProfile, type DriftReport } from '../../shared/monitoring/schema.ts';

/** What a run cost, measured in a process of its own: milliseconds and MiB, and the verdict where there was one. */
export interface DriftRun {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
  readonly report?: DriftReport;
}

const PIECE = 256 * 1024;
const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' };

const checked = async (
  profileFile: string,
  rows: string,
  { exact = false, engineFor = bestEngine, threads = 1 } = {},
): Promise<DriftReport> => {
  const crew = recruit(threads - 1);
  const stored = BaselineProfile.parse(JSON.parse(readFileSync(profileFile, 'utf8')));
  const kept = exact ? keptValues(stored) : [];
  const counts = await countFile(openDataFile(rows), stored, () => windowTarget(stored, engineFor, kept), crew);
  await crew.dismiss();
  const source = { path: path.join(folder, 'reference.csv') };
  return judge(stored, counts, window, {}, exact ? { exact: await exactDistances(stored, source, kept) } : {});
};

const eachLine = (file: string, take: (line: string) => void): void => {
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(64 * PIECE);
  let held = 0;
  for (
    let read = readSync(handle, buffer, held, PIECE, null);
    read > 0;
    read = readSync(handle, buffer, held, PIECE, null)
  ) {
    const end = held + read;
    let from = 0;
    for (let lf = buffer.indexOf(10, from); lf !== -1 && lf < end; lf = buffer.indexOf(10, from)) {
      take(buffer.toString('latin1', from, lf));
      from = lf + 1;
    }
    buffer.copyWithin(0, from, end);
    held = end - from;
  }
  closeSync(handle);
};

/** What is compared: ours, and the ways to which the goals are ratios. */
const runs: Record<string, (profile: string, rows: string) => Promise<DriftReport | undefined> | undefined> = {
  ours: (profile, rows) => checked(profile, rows),
  two: (profile, rows) => checked(profile, rows, { threads: 2 }),
  plain: (profile, rows) => checked(profile, rows, { engineFor: typescriptEngine }),
  exact: (profile, rows) => checked(profile, rows, { exact: true }),
  parse: (_, rows) => void eachLine(rows, (line) => void JSON.parse(line)),
  usual: (_, rows) => {
    const columns: number[] = [];
    eachLine(rows, (line) => {
      const cells = (
        JSON.parse(line) as { captureData: { endpointInput: { data: string } } }
      ).captureData.endpointInput.data.split(',');
      for (let i = 0; i < 40; i++) columns[i] = (columns[i] ?? 0) + Number(cells[i]);
    });
    return undefined;
  },
  floor: (_, rows) => {
    const handle = openSync(rows, 'r');
    const buffer = Buffer.alloc(PIECE);
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      const piece = buffer.subarray(0, read);
      for (let lf = piece.indexOf(10); lf !== -1; lf = piece.indexOf(10, lf + 1));
    }
    closeSync(handle);
    return undefined;
  },
};

/** MiB at most so far. What the system says of the process itself: its own figure includes that of whoever started it. */
const peak = (): number => {
  const own = existsSync('/proc/self/status') ? /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) : null;
  return own ? Number(own[1]) / 1024 : process.resourceUsage().maxRSS / 1024;
};

const [, , name = '', profile = '', rows = '', folder = ''] = process.argv;
const used = process.cpuUsage();
const started = performance.now();
const report = await runs[name]?.(profile, rows);
const { user, system } = process.cpuUsage(used);
process.stdout.write(
  JSON.stringify({
    wall: performance.now() - started,
    cpu: (user + system) / 1000,
    rss: peak(),
    ...(report && { report }),
  } satisfies DriftRun),
);
