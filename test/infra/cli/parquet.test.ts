import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drift } from '../../../infra/cli/commands/drift.ts';
import { init } from '../../../infra/cli/commands/init.ts';
import { profile } from '../../../infra/cli/commands/profile.ts';
import { quality } from '../../../infra/cli/commands/quality.ts';
import { runCommand as run } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const corpus = (name: string) => path.join(import.meta.dirname, '../../corpus/parquet', name);
/** The profile of a file, without what names the file. */
const profileOf = async (name: string) => {
  const out = path.join(folder, `${name}.json`);
  await run(profile, [corpus(name)], { out });
  const { model, source, ...rest } = JSON.parse(readFileSync(out, 'utf8'));
  return rest;
};

describe('the same rows in CSV, JSON lines and Parquet', () => {
  it('have the same profile, to the last bit', async () => {
    const csv = await profileOf('loans.csv');

    expect(csv.rows).toBe(400);
    expect(await profileOf('loans.jsonl')).toEqual(csv);
    expect(await profileOf('pyarrow-snappy.parquet')).toEqual(csv);
    expect(await profileOf('pyarrow-deltas.parquet')).toEqual(csv);
    expect(await profileOf('polars.parquet')).toEqual(csv);
    expect(await profileOf('duckdb.parquet')).toEqual(csv);
  });

  it.each([{ exact: false }, { exact: true }])(
    'have the same drift figures, whichever of them is the baseline: %o',
    async ({ exact }) => {
      const figures = async (baseline: string, current: string) => {
        const out = path.join(folder, `baseline-${baseline}.json`);
        await run(profile, [corpus(baseline)], { out });
        const { exit, text } = await run(drift, [corpus(current)], { baseline: out, exact, json: true });
        const { baseline: _named, ...rest } = JSON.parse(text);
        return { exit, ...rest };
      };
      const expected = await figures('loans.csv', 'later.csv');

      expect(expected).toMatchObject({ exit: 1, verdict: 'drifted' });
      for (const [baseline, current] of [
        ['pyarrow-zstd.parquet', 'later.parquet'],
        ['loans.csv', 'later.parquet'],
        ['pyarrow-gzip.parquet', 'later.jsonl'],
      ] as const)
        expect(await figures(baseline, current)).toEqual(expected);
    },
  );

  it('have the same quality', async () => {
    const table = (name: string) => path.join(folder, name);
    const rows = readFileSync(corpus('loans.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const answers = rows.map(({ age }, i) => ({ reference: i, score: age / 100 }));
    writeFileSync(table('scores.csv'), `score\n${answers.map(({ score }) => score).join('\n')}\n`);
    writeFileSync(table('scores.jsonl'), answers.map(({ score }) => `${JSON.stringify({ score })}\n`).join(''));
    writeFileSync(table('labels.csv'), `target\n${rows.map(({ doors }) => Number(doors) % 2).join('\n')}\n`);
    const csv = await run(quality, [], { labels: table('labels.csv'), scores: table('scores.csv'), json: true });
    const lines = await run(quality, [], { labels: table('labels.csv'), scores: table('scores.jsonl'), json: true });

    expect(JSON.parse(csv.text)).toMatchObject({ task: 'binary-classification', labelled: 400 });
    expect(lines).toEqual(csv);
    await expect(run(quality, [], { labels: corpus('later.parquet'), scores: table('scores.csv') })).rejects.toThrow(
      /which column of amount, age, income, .* holds the labels/,
    );
  });
});

describe('a Parquet file on the command line', () => {
  const out = path.join(folder, 'p.json');
  const named = (name: string, as: string) => {
    copyFileSync(corpus(name), path.join(folder, as));
    return path.join(folder, as);
  };

  it.each([
    ['nested.parquet', 'column tags is nested. Right would be: one value a row: a list or a struct is no feature.'],
    [
      'pyarrow-lz4.parquet',
      'the file is compressed with LZ4. Right would be: Snappy, Zstandard, gzip, Brotli or no compression.',
    ],
    ['empty.parquet', 'has no row that can be read'],
  ])('is refused with what would be right: %s', async (name, message) => {
    await expect(run(profile, [corpus(name)], { out })).rejects.toThrow(message);
  });

  it('must be what its name says', async () => {
    await expect(run(profile, [named('loans.csv', 'loans.parquet')], { out })).rejects.toThrow(
      'is named like Parquet, but does not begin as Parquet does',
    );
    await expect(run(profile, [named('polars.parquet', 'polars.csv')], { out })).rejects.toThrow(
      'is Parquet, but is named like text',
    );
  });

  it('that is cut off is refused', async () => {
    const cut = path.join(folder, 'cut.parquet');
    writeFileSync(cut, readFileSync(corpus('polars.parquet')).subarray(0, 9000));

    await expect(run(profile, [cut], { out })).rejects.toThrow('does not end as Parquet does: it is cut off');
  });

  it('makes the columns of a manifest', async () => {
    const { exit } = await run(init, [named('polars.parquet', 'holdout.parquet')], {});
    const manifest = readFileSync(path.join(folder, 'manifest.yaml'), 'utf8');

    expect(exit).toBe(0);
    expect(manifest).toContain('holdout.parquet');
    expect(manifest).toMatch(/- \{ name: amount, type: number/);
    expect(manifest).toMatch(/- \{ name: purpose, type: category, values: .*"home, new"/);
  });
});
