import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importance } from '../../../infra/cli/commands/importance.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-importance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const manifest = 'examples/care-demand/manifest.yaml';
const [header = '', ...rows] = readFileSync('examples/care-demand/traffic.csv', 'utf8').trim().split('\n');

describe('slipway importance', () => {
  it('runs the model on later rows: it is right for the same reasons as on its holdout', async () => {
    const { exit, text } = await runCommand(importance, ['examples/care-demand/traffic.csv'], { manifest });

    expect(exit).toBe(0);
    expect(text).toContain('as released: The answers are right for the same reasons as at release');
    expect(text).toMatch(/visits_last_year +0\.\d+ +0\.\d+ to 0\.\d+ +0\.\d+ +1 /);
  });

  it('answers 1 when the truth depends on something else now, and writes the page', async () => {
    const file = path.join(folder, 'turned.csv');
    const health = header.split(',').indexOf('health');
    const turned = rows.map((row) =>
      [...row.split(',').slice(0, 8), Number(/^(fair|poor)$/.test(row.split(',')[health] ?? ''))].join(','),
    );
    // Few are in poor health: two rows of each, so that there are enough.
    writeFileSync(file, `${[header, ...turned, ...turned].join('\n')}\n`);
    const html = path.join(folder, 'page.html');
    const { exit, text } = await runCommand(importance, [file], { manifest, html });

    expect(exit).toBe(1);
    expect(text).toContain('changed: The answers are right for other reasons than at release: ');
    expect(text).toMatch(/visits_last_year .* matters less/);
    expect(readFileSync(html, 'utf8')).toContain('is right for other reasons than at release');
  });

  it('compares with an earlier answer of its own, to the same figures each time', async () => {
    const release = path.join(folder, 'release.json');
    const first = await runCommand(importance, ['examples/care-demand/traffic.csv'], { manifest, json: true });
    writeFileSync(release, first.text);
    const again = await runCommand(importance, ['examples/care-demand/traffic.csv'], { manifest, release, json: true });
    const { verdict, ndcg, features } = JSON.parse(again.text);

    expect({ verdict, ndcg }).toEqual({ verdict: 'as-released', ndcg: 1 });
    expect(features.every(({ now, atRelease }: { now: number; atRelease: number }) => now === atRelease)).toBe(true);
  });

  it('says what is missing: rows, labels, a model that can be run here', async () => {
    const few = path.join(folder, 'few.csv');
    writeFileSync(few, `${[header, ...rows.slice(0, 50)].join('\n')}\n`);

    await expect(runCommand(importance, [few], { manifest })).rejects.toThrow('too few rows to tell: at least 200');
    const unlabelled = path.join(folder, 'unlabelled.csv');
    writeFileSync(unlabelled, [header, ...rows].map((row) => row.split(',').slice(0, 8).join(',')).join('\n'));
    await expect(runCommand(importance, [unlabelled], { manifest })).rejects.toThrow('frequent_visits');
    await expect(runCommand(importance, [few], {})).rejects.toThrow('Name the rows and the manifest');
    const elsewhere = path.join(folder, 'manifest.yaml');
    writeFileSync(elsewhere, readFileSync(manifest));
    await expect(runCommand(importance, ['examples/care-demand/traffic.csv'], { manifest: elsewhere })).rejects.toThrow(
      'the manifest names it as the model',
    );
    writeFileSync(path.join(folder, 'model.tar.gz'), 'not a model');
    await expect(runCommand(importance, ['examples/care-demand/traffic.csv'], { manifest: elsewhere })).rejects.toThrow(
      'Only ONNX can; of other models the checks of a live endpoint measure it',
    );
  });
});
