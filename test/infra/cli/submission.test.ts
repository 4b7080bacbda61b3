import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { inspect, upload } from '../../../infra/cli/submission.ts';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { aManifest } from '../../support/builders.ts';
import { openBucket } from '../local/s3/bucket.ts';

const files = { 'model.tar.gz': 'model', 'holdout.csv': 'holdout', 'baseline.csv': 'baseline' };
let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'slipway-submission-'));
});
afterAll(() => rm(parent, { recursive: true }));

const aFolder = async (change: Readonly<Record<string, string | undefined>> = {}): Promise<string> => {
  const folder = await mkdtemp(path.join(parent, 'folder-'));
  const all = { ...files, 'manifest.yaml': stringify(aManifest()), ...change };
  for (const [name, content] of Object.entries(all))
    if (content !== undefined) await writeFile(path.join(folder, name), content);
  return folder;
};
const problems = async (change: Readonly<Record<string, string | undefined>>) => {
  const inspection = await inspect(await aFolder(change));
  return inspection.kind === 'refused' ? inspection.findings.map(({ path: at, code }) => `${at} ${code}`) : [];
};

describe('inspecting a folder', () => {
  it.each(['care-demand', 'care-demand-2', 'co2-outlook'])('finds examples/%s ready', async (example) => {
    expect((await inspect(path.join(import.meta.dirname, '../../../examples', example))).kind).toBe('ready');
  });

  it('finds a sound one ready, with its manifest', async () => {
    expect(await inspect(await aFolder())).toMatchObject({
      kind: 'ready',
      submission: { manifest: aManifest(), manifestFile: 'manifest.yaml' },
    });
  });

  it('finds missing and changed files, all at once', async () => {
    expect(await problems({ 'model.tar.gz': 'other', 'holdout.csv': undefined })).toEqual([
      'files.model.sha256 hash-mismatch',
      'files.holdout.path file-missing',
    ]);
  });

  it('gives the errors of the manifest as the gate would', async () => {
    expect(await problems({ 'manifest.yaml': stringify({ ...aManifest(), risk: 'huge' }) })).toEqual(['risk invalid']);
  });

  it('says in words when there is no manifest, two of them, or no folder', async () => {
    await expect(aFolder({ 'manifest.yaml': undefined }).then(inspect)).rejects.toThrow('it has 0');
    await expect(aFolder({ 'manifest.json': '{}' }).then(inspect)).rejects.toThrow('it has 2');
    await expect(inspect(path.join(parent, 'nowhere'))).rejects.toThrow('not a folder');
  });
});

describe('uploading a submission', () => {
  it('sends the manifest last, because its arrival is the commit', async () => {
    const bucket = await openBucket();
    const inspection = await inspect(await aFolder());
    if (inspection.kind !== 'ready') throw new TypeError('the folder is sound');
    const sent: string[] = [];
    await upload(bucket.client, 'models', inspection.submission, (file, bytes) => sent.push(`${file} ${bytes}`));

    expect(sent.map((line) => line.split(' ')[0])).toEqual([
      'model.tar.gz',
      'holdout.csv',
      'baseline.csv',
      'manifest.yaml',
    ]);
    expect(sent[0]).toBe('model.tar.gz 5');
    expect(sha256('model')).toBe(inspection.submission.manifest.files.model.sha256);
    await bucket.close();
  });
});
