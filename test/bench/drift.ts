import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDataFile } from '../../infra/cli/data-file.ts';
import { profileOfFile } from '../../infra/cli/profile-of-file.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import { agreement, hasPython, type PythonRun, pythonRun, storeForNumpy } from './drift-python.ts';
import { PLANTED, writeRows } from './drift-rows.ts';
import type { DriftRun } from './drift-run.ts';
import { markdownTable, median } from './facts.ts';

const ROWS = Number(process.env.DRIFT_ROWS ?? 200_000);
const ROUNDS = Number(process.env.DRIFT_ROUNDS ?? 5);
/** Python takes minutes for a million rows. */
const PYTHON_ROUNDS = Math.min(ROUNDS, Number(process.env.DRIFT_PYTHON_ROUNDS ?? 1));
/** An hour of a million rows a day. */
const HOUR = 41_667;

/**
 * The drift check against its goals: every run in a process of its own, in turns, medians. Rows come from our generator,
 * or from DRIFT_FOLDER where it names a folder with reference.csv, current.csv and current.jsonl; DRIFT_ROWS (1000000 for
 * the goals), DRIFT_ROUNDS and DRIFT_PYTHON_ROUNDS change how many. SciPy takes part where PYTHON (else python3) has it.
 */
export const benchDrift = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    return measured((name) => path.join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measured = (at: (name: string) => string): string => {
  const given = process.env.DRIFT_FOLDER;
  const from = (name: string) => (given && existsSync(path.join(given, name)) ? path.join(given, name) : at(name));
  const [reference, csv, capture] = ['reference.csv', 'current.csv', 'current.jsonl'].map(from) as [
    string,
    string,
    string,
  ];
  const [hour, stored, sorted] = ['hour.jsonl', 'profile.json', 'sorted'].map(at) as [string, string, string];
  if (!given) {
    writeRows(ROWS, false, 7, reference);
    writeRows(ROWS, true, 8, csv, capture);
  }
  writeRows(HOUR, true, 9, at('hour.csv'), hour);
  writeFileSync(stored, JSON.stringify(profileOfFile(openDataFile(reference))));

  const plans: Record<string, readonly [way: string, file: string]> = {
    CSV: ['ours', csv],
    'Data Capture': ['ours', capture],
    'CSV, two threads': ['two', csv],
    'Data Capture, two threads': ['two', capture],
    'CSV in plain TypeScript': ['plain', csv],
    'Data Capture in plain TypeScript': ['plain', capture],
    'an hour': ['ours', hour],
    'CSV, exact': ['exact', csv],
    'JSON.parse alone': ['parse', capture],
    'JSON.parse, split, Number': ['usual', capture],
    'read and find newlines': ['floor', capture],
  };
  const runs = new Map<string, (DriftRun | PythonRun)[]>();
  const note = (name: string, run: DriftRun | PythonRun) => runs.set(name, [...(runs.get(name) ?? []), run]);
  const python = hasPython();
  if (python) storeForNumpy(reference, sorted);
  for (let round = 0; round < ROUNDS; round++) {
    // There and back again, so that a drift of the machine's speed touches all alike.
    const order = Object.entries(plans);
    for (const [name, [way, file]] of round % 2 === 0 ? order : order.reverse())
      note(name, inProcess(way, stored, file, path.dirname(reference)));
    if (!python || round >= PYTHON_ROUNDS) continue;
    note('SciPy, CSV', pythonRun('scipy', reference, csv));
    // Reading the lines takes it long: once is enough.
    if (round === 0) note('SciPy, Data Capture', pythonRun('capture', reference, capture));
    note('numpy at its best, CSV', pythonRun('numpy', sorted, csv));
  }
  return [
    `${given ? 'A million' : ROWS.toLocaleString('en')} rows of 50 columns${given ? ' by the published research generator' : ''}, ${ROUNDS} rounds in turns${python ? ` (Python in ${PYTHON_ROUNDS})` : ''}, each run in a new process, medians. Ratios are of processor time: the machine is shared, and wall time moves with its neighbours.`,
    markdownTable(['What', 'Measured', 'Goal'], goals(runs, ratios(runs))),
    markdownTable(
      ['Run', 'wall ms', 'processor ms', 'peak MiB'],
      [...runs].map(([name, all]) => [
        name,
        ...(['wall', 'cpu', 'rss'] as const).map((of) => median(all.map((run) => run[of])).toFixed(0)),
      ]),
    ),
  ].join('\n\n');
};

type Runs = ReadonlyMap<string, readonly (DriftRun | PythonRun)[]>;

const middle = (runs: Runs, name: string, of: 'wall' | 'cpu' | 'rss'): number =>
  median((runs.get(name) ?? []).map((run) => run[of]));

/** How many times the first takes what the second does. */
const ratios = (runs: Runs) => (name: string, by: string) =>
  runs.has(name) ? `${(middle(runs, name, 'cpu') / middle(runs, by, 'cpu')).toFixed(2)}x` : 'not installed here';

const goals = (runs: Runs, ratio: ReturnType<typeof ratios>): string[][] => {
  const report = (runs.get('CSV')?.[0] as DriftRun | undefined)?.report;
  const exact = (runs.get('CSV, exact')?.[0] as DriftRun | undefined)?.report;
  const scipy = runs.get('SciPy, CSV')?.[0] as PythonRun | undefined;
  const [capture, plain] = ['Data Capture', 'Data Capture in plain TypeScript'];
  // Threads are for wall time: only a quiet machine shows what they give.
  const faster = (name: string) =>
    `${(middle(runs, name, 'wall') / middle(runs, `${name}, two threads`, 'wall')).toFixed(2)}x`;
  return [
    ['SciPy as a multiple of CSV, one core', ratio('SciPy, CSV', 'CSV'), '40x'],
    ['SciPy, which reads CSV, as a multiple of Data Capture, one core', ratio('SciPy, CSV', capture), '40x'],
    ['SciPy reading the same Data Capture lines, as a multiple', ratio('SciPy, Data Capture', capture), '40x'],
    ['numpy at its best as a multiple of CSV', ratio('numpy at its best, CSV', 'CSV'), '8x'],
    ['JSON.parse of the lines alone, of Data Capture', ratio('JSON.parse alone', capture), 'more than 1x'],
    ['JSON.parse, split and Number, of Data Capture', ratio('JSON.parse, split, Number', capture), '4x'],
    ['Data Capture, of reading and finding newlines', ratio(capture, 'read and find newlines'), 'at most 10x'],
    ['Plain TypeScript, of WebAssembly, CSV', ratio('CSV in plain TypeScript', 'CSV'), 'at most 2x'],
    ['Plain TypeScript, of WebAssembly, Data Capture', ratio(plain, capture), 'at most 2x'],
    ['Two threads, of one, CSV (wall time)', faster('CSV'), '1.6x'],
    ['Two threads, of one, Data Capture (wall time)', faster(capture), '1.6x'],
    ['Exact distances, of one pass', ratio('CSV, exact', 'CSV'), 'at most 4x'],
    [
      `An hour of ${HOUR.toLocaleString('en')} rows, whole check`,
      `${middle(runs, 'an hour', 'wall').toFixed(0)} ms (${middle(runs, 'an hour', 'cpu').toFixed(0)} ms of processor)`,
      '150 ms',
    ],
    [
      'Peak memory, the process and all',
      `${Math.max(...['CSV', capture, 'an hour'].map((name) => middle(runs, name, 'rss'))).toFixed(0)} MiB`,
      '128 MiB',
    ],
    [
      'Peak memory with two threads',
      `${Math.max(...['CSV', capture].map((name) => middle(runs, `${name}, two threads`, 'rss'))).toFixed(0)} MiB`,
      '128 MiB',
    ],
    ...planted(report),
    ['Both engines give the same report', isSame(runs, ['CSV', 'CSV in plain TypeScript']) ? 'yes' : 'no', 'yes'],
    [
      'One thread and two give the same report',
      ['CSV', capture].every((name) => isSame(runs, [name, `${name}, two threads`])) ? 'yes' : 'no',
      'yes',
    ],
    ...(scipy && exact ? [['Largest relative difference from SciPy', agreement(exact, scipy.features), '1e-9']] : []),
  ];
};

const isSame = (runs: Runs, names: readonly [string, string]): boolean => {
  const [one, other] = names.map((name) => JSON.stringify((runs.get(name)?.[0] as DriftRun | undefined)?.report));
  return one === other;
};

const inProcess = (way: string, stored: string, file: string, folder: string): DriftRun => {
  const script = path.join(import.meta.dirname, 'drift-run.ts');
  return JSON.parse(
    execFileSync(process.execPath, [script, way, stored, file, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
  ) as DriftRun;
};

const planted = (report: DriftReport | undefined): string[][] => {
  const drifted = report?.features.filter(({ status }) => status === 'drifted').map(({ feature }) => feature) ?? [];
  const found = drifted.filter((name) => PLANTED.includes(name)).length;
  return [
    [
      'Planted changes found, and false ones',
      `${found} of ${PLANTED.length}, ${drifted.length - found} false`,
      '14, 0 false',
    ],
  ];
};
