import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDataFile } from '../../infra/cli/data-file.ts';
import { profileOfFile } from '../../infra/cli/profile-of-file.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import { PLANTED, writeRows } from './drift-rows.ts';
import type { DriftRun } from './drift-run.ts';
import { markdownTable, median } from './facts.ts';

const ROWS = Number(process.env.DRIFT_ROWS ?? 200_000);
const ROUNDS = 5;
/** An hour of a million rows a day. */
const HOUR = 41_667;
/** Columns without repeated values: of the others SciPy's deciles coincide, where ours set the repeated value apart. */
const CONTINUOUS = /^n(0\d|1[0-9]|2[1-4]|3[4-9])$/;

/**
 * The drift check against its goals: every run in a process of its own, in turns, medians of five. Rows come from our
 * generator; DRIFT_ROWS changes how many. SciPy takes part where PYTHON (else python3) has it.
 */
export const benchDrift = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    return await measured((name) => path.join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measured = async (at: (name: string) => string): Promise<string> => {
  const [reference, csv, capture, hour, stored] = [
    'reference.csv',
    'current.csv',
    'current.jsonl',
    'hour.jsonl',
    'profile.json',
  ].map(at) as [string, string, string, string, string];
  writeRows(ROWS, false, 7, reference);
  writeRows(ROWS, true, 8, csv, capture);
  writeRows(HOUR, true, 9, at('hour.csv'), hour);
  writeFileSync(stored, JSON.stringify(profileOfFile(openDataFile(reference))));

  const plans: Record<string, readonly [way: string, file: string]> = {
    csv: ['ours', csv],
    capture: ['ours', capture],
    hour: ['ours', hour],
    exact: ['exact', csv],
    parse: ['parse', capture],
    usual: ['usual', capture],
    floor: ['floor', capture],
  };
  const runs: Record<string, DriftRun[]> = Object.fromEntries(Object.keys(plans).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, [way, file]] of Object.entries(plans)) runs[name]?.push(inProcess(way, stored, file));
  const middle = (name: string, of: 'wall' | 'cpu' | 'rss') => median((runs[name] ?? []).map((run) => run[of]));
  const scipy = scipyRun(reference, csv);

  const times = (of: string, by: number) => `${(by / middle(of, 'cpu')).toFixed(2)}x`;
  const rows = [
    ['CSV against SciPy, one core', scipy ? times('csv', scipy.cpu * 1000) : 'SciPy is not installed', '40x'],
    [
      'Data Capture against SciPy, one core',
      scipy ? times('capture', scipy.cpu * 1000) : 'SciPy is not installed',
      '40x',
    ],
    ['Data Capture against JSON.parse of the lines alone', times('capture', middle('parse', 'cpu')), 'more than 1x'],
    ['Data Capture against JSON.parse, split and Number', times('capture', middle('usual', 'cpu')), '4x'],
    [
      'Data Capture as a multiple of reading and finding newlines',
      `${(middle('capture', 'cpu') / middle('floor', 'cpu')).toFixed(1)}x`,
      'at most 10x',
    ],
    [
      'Exact distances as a multiple of one pass',
      `${(middle('exact', 'cpu') / middle('csv', 'cpu')).toFixed(1)}x`,
      'at most 4x',
    ],
    [
      `An hour of ${HOUR.toLocaleString('en')} rows, whole check`,
      `${middle('hour', 'wall').toFixed(0)} ms (${middle('hour', 'cpu').toFixed(0)} ms of processor)`,
      '150 ms',
    ],
    [
      'Peak memory, the process and all',
      `${Math.max(middle('csv', 'rss'), middle('capture', 'rss')).toFixed(0)} MiB`,
      '128 MiB',
    ],
    ...planted(runs.csv?.[0]?.report),
    ...(scipy && runs.csv?.[0]?.report
      ? [
          [
            'Largest difference from SciPy where no value repeats: PSI, Jensen-Shannon',
            agreement(runs.csv[0].report, scipy.features),
            '1e-9',
          ],
        ]
      : []),
  ];
  return [
    `${ROWS.toLocaleString('en')} rows of 50 columns, ${ROUNDS} rounds in turns, each run in a new process, medians. Ratios are of processor time: the machine is shared, and wall time moves with its neighbours.`,
    markdownTable(['What', 'Measured', 'Goal'], rows),
    markdownTable(
      ['Run', 'wall ms', 'processor ms', 'peak MiB'],
      [
        ...Object.keys(plans).map((name) => [
          name,
          ...(['wall', 'cpu', 'rss'] as const).map((of) => middle(name, of).toFixed(0)),
        ]),
        ...(scipy
          ? [['SciPy, CSV, once', (scipy.wall * 1000).toFixed(0), (scipy.cpu * 1000).toFixed(0), scipy.rss.toFixed(0)]]
          : []),
      ],
    ),
  ].join('\n\n');
};

const inProcess = (way: string, stored: string, file: string): DriftRun => {
  const script = path.join(import.meta.dirname, 'drift-run.ts');
  return JSON.parse(
    execFileSync(process.execPath, [script, way, stored, file], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
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

interface Scipy {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
  readonly features: Readonly<Record<string, { psi: number; js: number }>>;
}

const scipyRun = (reference: string, current: string): Scipy | undefined => {
  const python = process.env.PYTHON ?? 'python3';
  try {
    execFileSync(python, ['-c', 'import scipy, pandas'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const script = path.join(import.meta.dirname, 'scipy_baseline.py');
  return JSON.parse(
    execFileSync(python, [script, reference, current], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  ) as Scipy;
};

const agreement = ({ features }: DriftReport, theirs: Scipy['features']): string =>
  ['psi', 'js']
    .map((name) =>
      Math.max(
        ...features
          .filter(({ feature }) => CONTINUOUS.test(feature))
          .map(({ feature, measures, described }) => {
            const ours =
              name === 'psi' ? measures.find((measure) => measure.name === 'psi')?.statistic : described?.jensenShannon;
            return Math.abs((ours ?? Number.NaN) - (theirs[feature]?.[name as 'psi' | 'js'] ?? Number.NaN));
          }),
      ).toExponential(0),
    )
    .join(', ');
