import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { quality } from '../../../infra/cli/commands/quality.ts';
import { labelledAnswers } from '../../../infra/cli/labelled-answers.ts';
import { runCommand } from './run-command.ts';

describe('slipway quality', () => {
  it('joins CSV files by the ids that both have', () => {
    expect(labelledAnswers('id,label\na,1\nb,0\nc,1\n', 'score,id\n0.2,b\n0.9,a\n0.5,d\n')).toMatchObject({
      labels: ['0', '1'],
      answers: ['0.2', '0.9'],
      answered: 3,
      unmatched: 1,
    });
  });

  it('pairs files without ids row by row, when they are as long', () => {
    expect(labelledAnswers('label\n1\n0\n', 'score\n0.9\n0.1\n')).toMatchObject({ labels: ['1', '0'], answered: 2 });
    expect(() => labelledAnswers('label\n1\n', 'score\n0.9\n0.1\n')).toThrow('1 labels and 2 scores');
  });

  it('joins ground truth with Data Capture', () => {
    const truth = JSON.stringify({ groundTruthData: { data: '1', encoding: 'CSV' }, eventMetadata: { eventId: 'e' } });
    const captured = JSON.stringify({
      captureData: {
        endpointOutput: { data: '0.9', encoding: 'CSV' },
        endpointInput: { data: '5,car', encoding: 'CSV' },
      },
      eventMetadata: { eventId: 'e' },
    });

    expect(labelledAnswers(truth, captured)).toMatchObject({ labels: ['1'], answers: ['0.9'] });
    expect(() => labelledAnswers(truth, 'score\n1\n')).toThrow(
      'right would be: two CSV files, or ground truth and Data Capture lines',
    );
  });

  it('asks which column is meant when it cannot know', () => {
    expect(() => labelledAnswers('a,b\n1,2\n', 'score\n1\n')).toThrow(
      '--labels: which column of a, b holds the labels cannot be told',
    );
  });

  it('takes the last label of an id, and counts an answer once', () => {
    expect(labelledAnswers('id,label\na,0\na,1\n', 'id,score\na,0.9\na,0.9\n')).toMatchObject({
      labels: ['1'],
      answers: ['0.9'],
      unmatched: 0,
    });
  });

  it('finds a column of probabilities for each class, sensitive columns and times', () => {
    const judged = labelledAnswers(
      'id,truth,sex,labelled_at\na,car,f,2026-03-02T10:00:00Z\nb,home,m,2026-03-02T10:00:00Z\n',
      'id,p_car,p_home,answered_at\na,0.9,0.1,2026-03-02T09:00:00Z\nb,0.2,0.8,\n',
      { sensitive: ['sex'] },
    );

    expect(judged).toMatchObject({ answers: ['0.9,0.1', '0.2,0.8'], classes: ['car', 'home'], delays: [3600] });
    expect([...judged.groups]).toEqual([['sex', ['f', 'm']]]);
  });

  it('reports everything wrong with both files at once', () => {
    expect(() => labelledAnswers('a,b\n1,2\n', 'x,x\n1,2\n')).toThrow(
      /--labels: which column of a, b.*\n.*--scores: x is there twice/,
    );
  });
});

describe('slipway quality on files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-quality-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, header: string, rows: readonly string[]) => {
    writeFileSync(path.join(folder, name), `${header}\n${rows.join('\n')}\n`);
    return path.join(folder, name);
  };
  const run = (options: object) => runCommand(quality, [], { json: true, ...options });
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const labels = file(
    'labels.csv',
    'id,label,sex',
    rows.map((i) => `${i},${i % 2},${i % 3 === 0 ? 'f' : 'm'}`),
  );
  const scores = (wrong: number) =>
    file(
      `scores-${wrong}.csv`,
      'id,score',
      rows.map((i) => `${i},${i % wrong === 0 ? 0.6 - 0.2 * (i % 2) : 0.4 + 0.2 * (i % 2)}`),
    );

  it('measures, and holds against what was measured at release', async () => {
    const before = await run({ labels, scores: scores(10), sensitive: 'sex' });
    const release = path.join(folder, 'release.json');
    writeFileSync(release, before.text);
    const after = await run({ labels, scores: scores(3), release, json: false });

    expect(before.exit).toBe(0);
    expect(JSON.parse(before.text)).toMatchObject({
      verdict: 'measured',
      task: 'binary-classification',
      labelled: 400,
      fairness: { groups: [{ attribute: 'sex', groups: [{ group: 'f' }, { group: 'm' }] }] },
    });
    expect(after.exit).toBe(1);
    expect(after.text).toMatch(/^worse: The model is worse than at release: AUC/);
    expect(after.text).toMatch(/^AUC .* worse$/m);
  });

  it('sees several classes in labels that are no numbers', async () => {
    const truths = file(
      'classes.csv',
      'label',
      rows.map((i) => ['car', 'home', 'study'][i % 3] as string),
    );
    const answers = file(
      'answers.csv',
      'prediction',
      rows.map((i) => ['car', 'home', 'home'][i % 3] as string),
    );

    expect(JSON.parse((await run({ labels: truths, scores: answers })).text)).toMatchObject({
      task: 'multiclass-classification',
      metrics: [{ name: 'accuracy' }, { name: 'macroF1' }],
    });
  });

  it('says all that is wrong, and what would be right', async () => {
    await expect(run({ labels: 'nowhere.csv', scores: scores(3), release: labels })).rejects.toThrow(
      /nowhere\.csv: this file cannot be read.*\n.*labels\.csv: it is not JSON/,
    );
    await expect(run({ labels, scores: scores(3), sensitive: 'race' })).rejects.toThrow('there is no column race');
    await expect(run({ labels, scores: scores(3), task: 'ranking' })).rejects.toThrow('There is no task "ranking"');
  });
});
