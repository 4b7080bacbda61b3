import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { DriftReport } from '../../shared/monitoring/schema.ts';

/** What a run of Python cost, and the distances it found, by column. */
export interface PythonRun {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
  readonly features: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const python = process.env.PYTHON ?? 'python3';
const script = path.join(import.meta.dirname, 'drift_python.py');
const run = (...of: string[]): string =>
  execFileSync(python, [script, ...of], { encoding: 'utf8', maxBuffer: 2 ** 26 });

/** Whether there is a Python with what the comparison needs. */
export const hasPython = (): boolean => {
  try {
    execFileSync(python, ['-c', 'import scipy, pandas'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Keeps the sorted reference for numpy. */
export const storeForNumpy = (reference: string, stored: string): void => void run('store', reference, stored);

export const pythonRun = (way: 'scipy' | 'capture' | 'numpy', reference: string, current: string): PythonRun =>
  JSON.parse(run(way, reference, current)) as PythonRun;

/** Columns without repeated values: of the others SciPy's deciles coincide, where ours set the repeated value apart. */
const CONTINUOUS = /^n(0\d|1\d|2[1-4]|3[4-9])$/;
/** Categories without new ones, which ours counts as one class. */
const KNOWN = /^c0[0-79]$/;
/** Categories without rare values, which ours pools before the test. */
const FREQUENT = /^c0[0-4]$/;

/** The largest difference between ours and theirs, relative to the larger of the two, for each measure. */
export const agreement = ({ features }: DriftReport, theirs: PythonRun['features']): string =>
  (
    [
      ['PSI', 'psi', [CONTINUOUS, KNOWN]],
      ['Jensen-Shannon', 'js', [CONTINUOUS, KNOWN]],
      ['chi-square', 'chi2', [FREQUENT]],
      ['exact KS', 'ks', [/^n/]],
      ['exact Wasserstein', 'wasserstein', [/^n/]],
    ] as const
  )
    .map(([name, key, which]) => {
      const differences = features
        .filter(({ feature }) => which.some((columns) => columns.test(feature)))
        .map(({ feature, measures, described }) => {
          const ours =
            key === 'js'
              ? described?.jensenShannon
              : key === 'chi2'
                ? described?.chiSquare?.statistic
                : measures.find((measure) => measure.name === key)?.statistic;
          const other = theirs[feature]?.[key] ?? Number.NaN;
          return Math.abs((ours ?? Number.NaN) - other) / Math.max(Math.abs(other), 1e-9);
        });
      return `${name} ${Math.max(...differences).toExponential(0)}`;
    })
    .join(', ');
