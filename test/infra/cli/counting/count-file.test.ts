import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countFile } from '../../../../infra/cli/counting/count-file.ts';
import { countUnits } from '../../../../infra/cli/counting/count-units.ts';
import { recruit } from '../../../../infra/cli/counting/crew.ts';
import { openBytes, type TextKind } from '../../../../infra/cli/counting/text-file.ts';
import { threadsFor } from '../../../../infra/cli/counting/threads-for.ts';
import { newTurn } from '../../../../infra/cli/counting/turn.ts';
import { UNIT, unitReader } from '../../../../infra/cli/counting/unit-reader.ts';
import { openDataFile } from '../../../../infra/cli/data-file.ts';
import { csvLine } from '../../../../shared/kernel/csv.ts';
import { windowTarget } from '../../../../shared/monitoring/bytes/row-target.ts';
import { windowSum } from '../../../../shared/monitoring/window-sum.ts';
import { loanProfile, loans } from '../../../support/monitoring.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

const profile = loanProfile(400);
const rows = loans(5, 5000).map(({ inputs: [size, purpose] = [], output }, i) => ({
  amount: i % 97 === 0 ? 'n.a.' : Number(size) / 7,
  purpose: i % 301 === 0 ? `new ${i}` : purpose,
  score: output,
}));

const csv = (end: string, last: boolean) =>
  [
    'amount,purpose,score',
    ...rows.map(({ amount, purpose, score }) => csvLine([amount as number, purpose, score])),
  ].join(end) + (last ? end : '');

const quotedCsv = [
  'amount,purpose,score,note',
  ...rows.map(({ amount, purpose, score }, i) =>
    i % 250 === 9
      ? '1,car'
      : csvLine([amount as number, purpose, score, i % 3 === 0 ? 'one,\ntwo\n"three"\n' : 'plain']),
  ),
].join('\n');

const half = (text: string, as: string) => {
  if (as === 'JSON')
    return {
      observedContentType: 'application/json',
      mode: 'INPUT',
      data: JSON.stringify([text.split(',').map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell)))]),
      encoding: 'JSON',
    };
  const data = as === 'BASE64' ? Buffer.from(text).toString('base64') : text;
  return { observedContentType: 'text/csv', mode: 'INPUT', data, encoding: as };
};
const capture = (as: string) =>
  rows
    .map(({ amount, purpose, score }, i) =>
      i % 400 === 7
        ? '{"captureData": cut'
        : JSON.stringify({
            captureData: {
              endpointInput: half(`${amount},${purpose}`, as),
              endpointOutput: half(String(score), as),
            },
            eventMetadata: { eventId: `event ${i}`, inferenceTime: '2026-03-02T08:03:35Z' },
            eventVersion: '0',
          }),
    )
    .join('\n');

const files: Record<string, string> = {
  'plain.csv': csv('\n', true),
  'windows.csv': csv('\r\n', false),
  'quoted.csv': quotedCsv,
  'one-cell-a-line.csv': `score\n${rows.map(({ score }) => (Number(score) > 0.5 ? `"${score}\n"` : score)).join('\n')}`,
  'open-quote.csv': `${csv('\n', true)}"1,car,0.5\n${'2,car,0.5\n'.repeat(500)}`,
  'lines.jsonl': rows.map((row, i) => (i % 500 === 3 ? '[1]' : JSON.stringify(row))).join('\n'),
  'capture-csv.jsonl': capture('CSV'),
  'capture-json.jsonl': capture('JSON'),
  'capture-base64.jsonl': capture('BASE64'),
};
const fileOf = (name: string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, files[name] ?? '');
  return at;
};

/** By one thread, or by more of which the others were first. */
const counted = async (name: string, threads: number, unitBytes = UNIT) => {
  const { path: at, kind } = openDataFile(fileOf(name));
  const crew = recruit(threads - 1);
  const bytes = openBytes(at);
  try {
    const sum = windowSum(profile);
    const turn = newTurn(2 * threads, sum.figures);
    crew.begin({ path: at, kind: kind as TextKind, profile, unitBytes, turn });
    await crew.waited();
    await countUnits(unitReader(kind as TextKind, bytes, windowTarget(profile), unitBytes), sum, turn, crew);
    return sum.counts();
  } finally {
    bytes.close();
    await crew.dismiss();
  }
};

describe('counting a file by several threads', () => {
  it.each(Object.keys(files))('gives the same bits for one, two, three and four: %s', async (name) => {
    const alone = await counted(name, 1, 4000);

    expect(alone.rows + alone.malformed.count).toBeGreaterThan(4000);
    for (const threads of [2, 3, 4]) expect(await counted(name, threads, 4000)).toEqual(alone);
  });

  it('gives the same bits for a file smaller than a unit', async () => {
    expect(await counted('quoted.csv', 3)).toEqual(await counted('quoted.csv', 1));
  });

  it('counts by itself where its threads cannot, and tells what one thread would tell', async () => {
    const at = fileOf('plain.csv');
    const sum = windowSum(profile);
    const turn = newTurn(4, sum.figures);
    const crew = recruit(1);
    crew.begin({ path: path.join(folder, 'gone.csv'), kind: 'csv', profile, unitBytes: 4000, turn });
    const bytes = openBytes(at);
    await countUnits(unitReader('csv', bytes, windowTarget(profile), 4000), sum, turn, crew);
    bytes.close();
    await crew.dismiss();

    expect(sum.counts()).toEqual(await counted('plain.csv', 1, 4000));

    const file = openDataFile(at);
    const other = recruit(1);
    rmSync(at);
    await expect(countFile(file, profile, () => windowTarget(profile), other)).rejects.toThrow(/ENOENT.*plain\.csv/);
    await other.dismiss();
  });

  it('uses one thread for a small file and for Parquet, else as many as were asked for', () => {
    const large = path.join(folder, 'large.csv');
    const file = openSync(large, 'w');
    ftruncateSync(file, 2 ** 28);
    closeSync(file);

    expect(threadsFor(fileOf('plain.csv'))).toBe(1);
    expect(threadsFor(fileOf('plain.csv'), '3')).toBe(3);
    expect(threadsFor(large)).toBe(Math.min(2, availableParallelism()));
    expect(threadsFor(path.join(folder, 'rows.parquet'), '3')).toBe(1);
    for (const asked of ['0', '1.5', '-1', 'two', '65', ''])
      expect(() => threadsFor(large, asked)).toThrow('whole number from 1 to 64');
  });
});
