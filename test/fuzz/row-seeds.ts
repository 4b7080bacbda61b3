import fc from 'fast-check';
import { csvLine } from '../../shared/kernel/csv.ts';
import { captureFile, oddRow, plainRow } from '../support/captures.ts';
import type { Seed } from './target.ts';

const COLUMNS = ['amount', 'purpose', 'rate', 'score'] as const;

/** Tables as the property tests draw them: plain rows and odd ones; captures in every form. */
export const rowSeeds = (kind: 'csv' | 'jsonl' | 'capture'): readonly Seed[] => {
  if (kind === 'capture')
    return fc.sample(captureFile, { numRuns: 60, seed: 7 }).map(({ bytes }) => ({ name: 'capture.jsonl', bytes }));
  const tables = fc.array(fc.oneof(plainRow, oddRow), { minLength: 1, maxLength: 12 });
  return fc.sample(tables, { numRuns: 40, seed: 7 }).map((rows) => ({
    name: `rows.${kind}`,
    bytes: Buffer.from(
      kind === 'csv'
        ? [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))].map(csvLine).join('\n')
        : rows.map((row) => JSON.stringify({ ...row, amount: Number(row.amount) })).join('\n'),
    ),
  }));
};
