import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../../infra/cli/command.ts';
import { drift } from '../../../infra/cli/commands/drift.ts';
import { profile } from '../../../infra/cli/commands/profile.ts';
import { csvLine } from '../../../shared/kernel/csv.ts';
import { ksStatistic } from '../../../shared/statistics/kolmogorov-smirnov.ts';
import { loans } from '../../support/monitoring.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-drift-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const csv = (name: string, rows: ReturnType<typeof loans>) =>
  file(name, `amount,purpose\n${rows.map(({ inputs = [] }) => csvLine([...inputs])).join('\n')}\n`);
const run = async (command: Command, words: readonly string[], options: object) => {
  const written: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const exit = await command.run(words, { json: false, detach: false, ...options });
    return { exit, text: written.join('') };
  } finally {
    stdout.mockRestore();
  }
};

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
      'jensen-shannon',
    ]);
    expect(amount.measures[1]).toMatchObject({
      statistic: expect.any(Number),
      pValue: expect.any(Number),
      threshold: 0.1,
      status: 'over',
    });
    expect(purpose.measures.at(-1)).toMatchObject({
      measure: 'chi-square',
      pValue: expect.any(Number),
      status: 'told',
    });
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

  it('says which column is not there', async () => {
    const other = file('other.csv', 'amount\n5\n');

    await expect(run(drift, [other], { baseline: stored })).rejects.toThrow('has no column purpose');
    await expect(run(drift, ['nowhere.csv'], { baseline: stored })).rejects.toThrow('nowhere.csv cannot be read');
  });
});
