import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDataFile } from '../../../infra/cli/data-file.ts';
import { profileOfFile } from '../../../infra/cli/profile-of-file.ts';
import { writeRows } from '../drift-rows.ts';
import { markdownTable, median } from '../facts.ts';
import type { ProcessCost } from '../process-cost.ts';
import type { ParquetRun } from './run.ts';

const ROWS = Number(process.env.DRIFT_ROWS ?? 200_000);
const ROUNDS = Number(process.env.DRIFT_ROUNDS ?? 5);
const PACKED = { snappy: 'Snappy, as pandas writes it', zstd: 'Zstandard', none: 'not packed' } as const;

const python = process.env.PYTHON ?? 'python3';
const script = path.join(import.meta.dirname, 'parquet.py');

/**
 * A drift check of a Parquet file against DuckDB summing its columns in one thread: whole processes in turns, medians. The
 * rows are those of the drift bench, written by pandas; with DRIFT_FOLDER the files are kept there for the next time.
 */
export const benchParquet = async (): Promise<string> => {
  if (!hasPython())
    return 'Not measured here: it takes a Python (PYTHON, else python3) with pandas, pyarrow and duckdb.';
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    return measured(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

type Kind = keyof typeof PACKED;
type Summed = ProcessCost & { readonly query: number };

const measured = (folder: string): string => {
  const given = process.env.DRIFT_FOLDER;
  const at = (name: string) => path.join(given ?? folder, name);
  if (!given) {
    writeRows(ROWS, false, 7, at('reference.csv'));
    writeRows(ROWS, true, 8, at('current.csv'));
  }
  const kinds = Object.keys(PACKED) as Kind[];
  const fileOf = (kind: Kind) => at(`current-${kind}.parquet`);
  writeMissing(at('current.csv'), kinds.map(fileOf));
  const stored = path.join(folder, 'profile.json');
  writeFileSync(stored, JSON.stringify(profileOfFile(openDataFile(at('reference.csv')))));
  const csv = checked(stored, at('current.csv')).report;

  const runs = kinds.map((kind) => ({ kind, ours: [] as ParquetRun[], sums: [] as Summed[] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { kind, ours, sums } of round % 2 === 0 ? runs : runs.toReversed()) {
      // The first of the two finds the file less often in memory: they take turns in that, too.
      const turns = [() => ours.push(checked(stored, fileOf(kind))), () => sums.push(summed(fileOf(kind)))];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) turn();
    }
  const of = (all: readonly ProcessCost[], what: keyof ProcessCost) => median(all.map((run) => run[what]));
  const isSame = runs.every(({ ours }) => ours.every(({ report }) => JSON.stringify(report) === JSON.stringify(csv)));
  return [
    `${given ? 'A million' : ROWS.toLocaleString('en')} rows of 50 columns, written by pandas. Against it DuckDB in one thread: sums of the numbers, and of the lengths of the texts. ${ROUNDS} rounds in turns, whole processes with all that they load, medians; the ratio is of processor time.`,
    markdownTable(
      [
        'Packed',
        'check, processor ms',
        'DuckDB, processor ms',
        '(its query alone)',
        'ratio',
        'goal',
        'peak MiB',
        'goal',
      ],
      runs.map(({ kind, ours, sums }) => [
        PACKED[kind],
        of(ours, 'cpu').toFixed(0),
        of(sums, 'cpu').toFixed(0),
        median(sums.map(({ query }) => query)).toFixed(0),
        `${(of(ours, 'cpu') / of(sums, 'cpu')).toFixed(2)}x`,
        'at most 8x',
        of(ours, 'rss').toFixed(0),
        '128',
      ]),
    ),
    `DuckDB's peak memory: ${Math.max(...runs.map(({ sums }) => of(sums, 'rss'))).toFixed(0)} MiB. The report is that of the CSV file, to the last bit: ${isSame ? 'yes' : 'no'}.`,
  ].join('\n\n');
};

const hasPython = (): boolean => {
  try {
    execFileSync(python, ['-c', 'import pandas, pyarrow, duckdb'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Writes the files that are not there yet, each under another name until it is whole. */
const writeMissing = (csv: string, files: readonly string[]): void => {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0) return;
  const unfinished = missing.map((file) => path.join(path.dirname(file), `unfinished-${path.basename(file)}`));
  execFileSync(python, [script, 'write', csv, ...unfinished]);
  for (const [i, file] of missing.entries()) renameSync(unfinished[i] as string, file);
};

const summed = (file: string): Summed =>
  JSON.parse(execFileSync(python, [script, 'sum', file], { encoding: 'utf8' })) as Summed;

const checked = (stored: string, file: string): ParquetRun =>
  JSON.parse(
    execFileSync(process.execPath, [path.join(import.meta.dirname, 'run.ts'), stored, file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }),
  ) as ParquetRun;
