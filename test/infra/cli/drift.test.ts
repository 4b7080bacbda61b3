import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drift } from '../../../infra/cli/commands/drift.ts';
import { profile } from '../../../infra/cli/commands/profile.ts';
import { csvLine } from '../../../shared/kernel/csv.ts';
import { ksStatistic } from '../../../shared/statistics/kolmogorov-smirnov.ts';
import { loans } from '../../support/monitoring.ts';
import { runCommand as run } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-drift-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const csv = (name: string, rows: ReturnType<typeof loans>) =>
  file(name, `amount,purpose\n${rows.map(({ inputs = [] }) => csvLine([...inputs])).join('\n')}\n`);

const reference = csv('reference.csv', loans(1, 4000));
const same = csv('same.csv', loans(50, 1000));
const dearer = loans(60, 1000, (row) => ({ ...row, inputs: [Number(row.inputs?.[0]) * 1.5, row.inputs?.[1]] }));
const current = csv('current.csv', dearer);
const stored = path.join(folder, 'profile.json');

describe('slipway profile and slipway drift', () => {
  it('profiles a file by its header and its values', async () => {
    const { exit, text } = await run(profile, [reference], { out: stored, json: true });

    expect(exit).toBe(0);
    expect(JSON.parse(text)).toEqual({
      rows: 4000,
      features: [
        { feature: 'amount', kind: 'numeric' },
        { feature: 'purpose', kind: 'category' },
      ],
    });
  });

  it('answers 1 for a file that drifted, 0 for one that did not', async () => {
    expect((await run(drift, [current], { baseline: stored })).exit).toBe(1);
    expect((await run(drift, [same], { baseline: stored })).exit).toBe(0);
  });

  it('gives every measure of every feature to machines', async () => {
    const { text } = await run(drift, [current], { baseline: stored, json: true });
    const { verdict, features } = JSON.parse(text);
    const [amount, purpose] = features;

    expect(verdict).toBe('drifted');
    expect(amount).toMatchObject({ feature: 'amount', status: 'drifted', effect: expect.any(Number) });
    expect(amount.measures.map(({ measure }: { measure: string }) => measure)).toEqual([
      'psi',
      'ks',
      'wasserstein',
      'wasserstein-in-units',
      'jensen-shannon',
      'missing-change',
      'invalid-change',
    ]);
    expect(purpose.measures.map(({ measure }: { measure: string }) => measure)).toEqual([
      'psi',
      'total-variation',
      'new-categories',
      'jensen-shannon',
      'chi-square',
      'missing-change',
      'invalid-change',
    ]);
    expect(amount.measures[1]).toMatchObject({
      statistic: expect.any(Number),
      atMost: expect.any(Number),
      test: 'kolmogorov-smirnov',
      pValue: expect.any(Number),
      qValue: expect.any(Number),
      effect: expect.any(Number),
      threshold: 0.1,
      status: 'over',
    });
    expect(purpose.measures[4]).toMatchObject({
      statistic: expect.any(Number),
      pValue: expect.any(Number),
      qValue: expect.any(Number),
      status: 'told',
    });
    expect(purpose.measures[5]).toEqual({
      measure: 'missing-change',
      test: 'two-proportions',
      statistic: 0,
      threshold: 0.02,
      pValue: 1,
      qValue: 1,
      effect: 0,
      status: 'within',
    });
  });

  it('gives the same measures of too few rows, without figures that would say nothing', async () => {
    const few = csv('few.csv', loans(50, 40));
    const { exit, text } = await run(drift, [few], { baseline: stored, json: true });
    const { verdict, features } = JSON.parse(text);

    expect({ exit, verdict }).toEqual({ exit: 0, verdict: 'not-enough-evidence' });
    for (const { measures } of features)
      for (const measure of measures) {
        expect(measure.status).toBe('too-few');
        expect(measure).not.toHaveProperty('statistic');
      }
  });

  it('says the same by one thread and by two', async () => {
    const by = (threads: string) => run(drift, [current], { baseline: stored, json: true, threads });

    expect(await by('2')).toEqual(await by('1'));
    await expect(by('none')).rejects.toThrow('--threads takes a whole number');
    await expect(run(drift, [current], { baseline: stored, exact: true, threads: '2' })).rejects.toThrow(
      'by one thread',
    );
  });

  it('takes exact distances from all values', async () => {
    const { text } = await run(drift, [current], { baseline: stored, exact: true, json: true });
    const amounts = (rows: ReturnType<typeof loans>) => rows.map(({ inputs = [] }) => Number(inputs[0]));

    expect(JSON.parse(text).features[0].measures[1].statistic).toBe(
      ksStatistic(amounts(loans(1, 4000)), amounts(dearer)),
    );
  });

  it('refuses exact distances once the rows behind the profile changed', async () => {
    const moved = csv('moved.csv', loans(2, 300));
    const out = path.join(folder, 'moved.json');
    await run(profile, [moved], { out });
    csv('moved.csv', loans(3, 300));

    await expect(run(drift, [same], { baseline: out, exact: true })).rejects.toThrow('is no longer the file');
  });

  it('reads JSON lines and Data Capture, and writes the page', async () => {
    const lines = dearer.map(({ inputs = [] }) => JSON.stringify({ purpose: inputs[1], amount: inputs[0] }));
    const captured = dearer.map(({ inputs = [] }) =>
      JSON.stringify({
        captureData: {
          endpointInput: {
            observedContentType: 'text/csv',
            mode: 'INPUT',
            data: csvLine([...inputs]),
            encoding: 'CSV',
          },
          endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: '0.5', encoding: 'CSV' },
        },
        eventMetadata: { eventId: 'e', inferenceTime: '2026-03-02T08:03:35Z' },
        eventVersion: '0',
      }),
    );
    const html = path.join(folder, 'report.html');
    const measured = async (name: string) =>
      JSON.parse((await run(drift, [name], { baseline: stored, json: true, html })).text).features;

    const fromCsv = await measured(current);

    expect(await measured(file('current.jsonl', lines.join('\n')))).toEqual(fromCsv);
    expect(await measured(file('capture.jsonl', captured.join('\n')))).toEqual(fromCsv);
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('takes rows in place of a profile', async () => {
    expect((await run(drift, [same], { baseline: reference, exact: true })).exit).toBe(0);
  });

  it('says everything that is wrong at once, and what would be right', async () => {
    const other = file('other.csv', 'size\n5\n');

    await expect(run(drift, [other], { baseline: stored })).rejects.toThrow(
      /no column amount \(right would be: a column amount of numbers.*\n.*no column purpose/,
    );
    await expect(run(drift, ['nowhere.csv'], { baseline: 'nothing.json' })).rejects.toThrow(
      /nowhere\.csv.*cannot be read.*\n.*nothing\.json: this file cannot be read/,
    );
    await expect(run(drift, [same], { baseline: file('bad.json', '{"rows":-1}') })).rejects.toThrow(
      /bad\.json: format: .*\n.*bad\.json: model: .*/,
    );
  });

  it('tells tools of Model Monitor of columns that are gone or new', async () => {
    const violations = path.join(folder, 'violations.json');
    const other = file('renamed.csv', 'amount,goal\n5,car\n');

    await expect(run(drift, [other], { baseline: stored, violations })).rejects.toThrow('no column purpose');
    expect(JSON.parse(readFileSync(violations, 'utf8')).violations).toMatchObject([
      { feature_name: 'purpose', constraint_check_type: 'missing_column_check' },
      { feature_name: 'goal', constraint_check_type: 'extra_column_check' },
    ]);
  });
});

describe('slipway profile --from-model-monitor', () => {
  const amounts = loans(1, 4000).map(({ inputs = [] }) => Number(inputs[0]));
  const statistics = (features: object[] = []) =>
    file(
      'statistics.json',
      JSON.stringify({
        version: 0,
        dataset: { item_count: 4000 },
        features: [
          {
            name: 'amount',
            inferred_type: 'Integral',
            numerical_statistics: {
              common: { num_present: 4000, num_missing: 0 },
              mean: 9000,
              std_dev: 4800,
              min: Math.min(...amounts),
              max: Math.max(...amounts),
              distribution: { kll: { sketch: { parameters: { c: 0.64, k: 2048 }, data: [amounts] } } },
            },
          },
          ...features,
        ],
      }),
    );
  const constraints = file(
    'constraints.json',
    JSON.stringify({
      version: 0,
      features: [{ name: 'amount', inferred_type: 'Integral', num_constraints: { is_non_negative: true } }],
      monitoring_config: { distribution_constraints: { comparison_threshold: 0.9, comparison_method: 'Robust' } },
    }),
  );
  const out = path.join(folder, 'imported.json');

  it('makes a profile that rows can be compared with, by its own limits', async () => {
    const made = await run(profile, [constraints], { 'from-model-monitor': statistics(), out, json: true });
    const compared = await run(drift, [current], { baseline: out, json: true });

    expect(JSON.parse(made.text)).toMatchObject({
      rows: 4000,
      limits: { ks: 0.9 },
      notCarriedOver: [{ path: 'amount' }, { path: expect.stringContaining('comparison_method') }],
    });
    expect(JSON.parse(compared.text)).toMatchObject({
      verdict: 'drifted',
      limits: { ks: 0.9, psi: 0.1 },
      features: [
        { feature: 'amount', measures: [{ status: 'over' }, { measure: 'ks', status: 'within' }, {}, {}, {}, {}, {}] },
      ],
    });
  });

  it('says everything that is wrong with both files', async () => {
    const broken = file('broken.json', JSON.stringify({ features: [{ name: 1 }] }));

    await expect(run(profile, ['nowhere.json'], { 'from-model-monitor': broken, out })).rejects.toThrow(
      /features\[0\]\.name: 1 is not accepted.*\n.*inferred_type.*\n.*nowhere\.json/,
    );
    await expect(run(profile, [], { 'from-model-monitor': statistics() })).rejects.toThrow('Say where to write');
  });
});
