import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, copyFile, cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents, s3 } from '../../shared/adapters/clients.ts';
import { s3Uploads } from '../../shared/adapters/s3-uploads.ts';
import { tarGz } from '../support/archives.ts';
import { corpus } from '../support/corpus.ts';
import { decide, openWorld, releases, until, type World } from './journey.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-command-line-'));
  world = await openWorld();
}, 120_000);
afterAll(async () => {
  await world?.end();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly text: string;
  readonly errors: string;
}

/** Runs the real command line in a process of its own. The SDK's variables in the environment point it at the world. */
const slipway = (...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['infra/bin/slipway.ts', ...words], (error, text, errors) => {
      resolve({ code: Number(error?.code ?? 0), text, errors });
    });
  });

/** The care-demand example in a folder of its own, under changed lines of its manifest. */
const submission = async (name: string, changes: Readonly<Record<string, string>> = {}): Promise<string> => {
  const to = path.join(folder, name);
  await cp('examples/care-demand', to, { recursive: true });
  const file = path.join(to, 'manifest.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    Object.entries(changes).reduce((manifest, [from, into]) => manifest.replace(from, into), text),
  );
  return to;
};

const CARE = { team: 'benefits', model: 'care-demand', version: '1.0.0' };

describe('the command line, from an empty registry to a retired model', { timeout: 60_000 }, () => {
  it('says what to do when there is nothing yet, and how a command is used', async () => {
    const [models, unknown, misused, helped] = await Promise.all([
      slipway('models'),
      slipway('status', 'benefits/care-demand'),
      slipway('models', '--reason', 'x'),
      slipway('submit', '--help'),
    ]);
    expect(models).toMatchObject({ code: 0, text: expect.stringContaining('No models yet') });
    expect(unknown).toMatchObject({ code: 1, text: expect.stringContaining('is not known') });
    expect(misused).toMatchObject({ code: 2, errors: 'slipway models takes no --reason. Use: slipway models\n' });
    expect(helped).toMatchObject({ code: 0, text: expect.stringContaining('slipway submit DIR') });
  });

  it('writes a manifest from a data file that, filled in, is fit to be submitted', async () => {
    const own = path.join(folder, 'own');
    await cp('examples/care-demand', own, { recursive: true, filter: (name) => !name.endsWith('manifest.yaml') });
    const written = await slipway('init', path.join(own, 'holdout.csv'));
    expect(written).toMatchObject({ code: 0, text: expect.stringContaining('Fill in what it marks') });

    const file = path.join(own, 'manifest.yaml');
    const filled = (await readFile(file, 'utf8'))
      .replace('team: my-team', 'team: benefits')
      .replace('model: my-model', 'model: from-a-header')
      .replace('you@example.com', 'grace@example.com');
    await writeFile(file, filled);
    const sent = await slipway('submit', own, '--detach', '--json');
    expect(sent).toMatchObject({ code: 0, text: '{"kind":"uploaded"}\n' });
    await until(world, { team: 'benefits', model: 'from-a-header', version: '1.0.0' }, 'model.awaiting-approval');

    expect((await slipway('init', path.join(own, 'holdout.csv'))).errors).toContain('exists already');
  });

  it('lists everything that is wrong with a folder, and uploads nothing', async () => {
    const damaged = await submission('damaged');
    await appendFile(path.join(damaged, 'holdout.csv'), 'x\n');
    rmSync(path.join(damaged, 'baseline.csv'));
    const [broken, files] = await Promise.all([
      slipway('submit', 'examples/broken'),
      slipway('submit', damaged, '--json'),
    ]);
    expect(broken.code).toBe(1);
    expect(broken.text).toMatch(/Nothing was uploaded\. \d+ things to correct[\s\S]*risk +"extreme" is not accepted/);
    expect(files.code).toBe(1);
    expect(JSON.parse(files.text)).toMatchObject({
      findings: [{ code: 'hash-mismatch' }, { code: 'file-missing' }],
    });
  });

  it('follows a release to the approval, and one event delivered twice is one execution', async () => {
    const before = await releases(world);
    world.cloud.events.faults.deliverTwice('Object Created');
    const { code, text } = await slipway('submit', 'examples/care-demand');
    expect(code).toBe(0);
    for (const stage of ['received', 'validated', 'staged', 'evaluated', 'awaiting approval'])
      expect(text).toContain(stage);
    expect(text).toContain('It waits for its approvers');
    expect(await releases(world)).toBe(before + 1);
  });

  it('sends the same bytes no second time; other bytes under the same number and a strange team are refused', async () => {
    const changed = await submission('other', { 'auc: 0.795': 'auc: 0.794' });
    const [same, other, unscanned, strange] = await Promise.all([
      slipway('submit', 'examples/care-demand'),
      slipway('submit', changed),
      slipway('submit', changed, '--no-scan'),
      slipway('submit', await submission('strange', { 'team: benefits': 'team: strangers' })),
    ]);
    expect(same).toMatchObject({ code: 0, text: expect.stringContaining('there is no second run') });
    for (const { code, text } of [other, unscanned])
      expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining('registered with other bytes') });
    expect(other.text).toContain('Nothing was uploaded. 1 thing to correct');
    expect(unscanned.text).toMatch(/uploaded manifest\.yaml[\s\S]*refused/);
    expect(strange).toMatchObject({ code: 1, text: expect.stringContaining('one of: benefits, weather') });

    const again = await slipway('submit', changed, '--no-scan');
    expect(again).toMatchObject({ code: 1, text: expect.stringContaining('turned away before') });
    expect(again.text).toMatch(/ s +duplicate +The same files were sent before/);
  });

  it('uploads nothing that the gate would refuse, and says what', async () => {
    const hostile = corpus().find((one) => one.path === 'pickle/call-os.system.pkl')?.bytes ?? Buffer.alloc(0);
    const archive = tarGz([{ name: 'model.onnx', content: hostile }]);
    const dangerous = await submission('dangerous', { 'model: care-demand': 'model: dangerous' });
    const digest = createHash('sha256').update(archive).digest('hex');
    const manifest = path.join(dangerous, 'manifest.yaml');
    await writeFile(path.join(dangerous, 'model.tar.gz'), archive);
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace(/(model.tar.gz, sha256: )\w+/, `$1${digest}`));
    const [text, json] = await Promise.all([slipway('submit', dangerous), slipway('submit', dangerous, '--json')]);

    expect(text.code).toBe(1);
    expect(text.text).toMatch(/Nothing was uploaded\.[\s\S]*model\.tar\.gz: model\.onnx[\s\S]*os\.system/);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.text)).toMatchObject({ kind: 'refused', findings: expect.any(Array) });
    const kept = await s3Uploads(s3(), world.outputs.IntakeBucket).list('benefits/dangerous/');
    expect(kept).toEqual([]);
  });

  it('shows what runs, in columns and as JSON, and writes the report', async () => {
    await decide(world, CARE, 'approve');
    await until(world, CARE, 'model.live');
    const page = path.join(folder, 'report.html');
    const [models, status, report, json, check] = await Promise.all([
      slipway('models'),
      slipway('status', 'benefits/care-demand'),
      slipway('report', '--out', page),
      slipway('report', '--json'),
      slipway('check', 'benefits/care-demand'),
    ]);
    expect(models.text).toMatch(/^model +live +latest move[\s\S]*benefits\/care-demand +1\.0\.0 +1\.0\.0 live/);
    expect(status.text).toMatch(/1\.0\.0 +live[\s\S]*Turned away at the door[\s\S]*model\.live/);
    expect([status.code, report.code, json.code]).toEqual([0, 0, 0]);
    expect(await readFile(page, 'utf8')).toContain('benefits/care-demand');
    expect(JSON.parse(json.text)).toMatchObject({ sentence: expect.stringContaining('1 model is live') });
    expect(check).toMatchObject({ code: 0, text: expect.stringContaining('not enough evidence') });
  });

  it('compares a second version with the live one on the same rows', async () => {
    const { code, text } = await slipway('submit', 'examples/care-demand-2');
    expect(code).toBe(0);
    expect(text).toContain('compared with 1.0.0');
  });

  it('puts no policy in force that is wrong, a step back, or another under the same number', async () => {
    const policy = await readFile('test/journeys/policy.yaml', 'utf8');
    const files = { wrong: ['quorum: 1', 'quorum: 9'], other: ['0.95', '0.94'], next: ['version: 1', 'version: 2'] };
    const apply = async (name: keyof typeof files) => {
      const file = path.join(folder, `${name}.yaml`);
      const [from = '', to = ''] = files[name];
      await writeFile(file, policy.replace(from, to));
      return slipway('policy', 'apply', file);
    };
    const [wrong, other] = await Promise.all([apply('wrong'), apply('other')]);
    expect(wrong).toMatchObject({ code: 1, text: expect.stringContaining('at most 5') });
    expect(other).toMatchObject({ code: 1, errors: expect.stringContaining('give this policy version 2') });
    expect(await apply('next')).toMatchObject({ code: 0, text: expect.stringContaining('version 2 is in force') });
    await copyFile('test/journeys/policy.yaml', path.join(folder, 'back.yaml'));
    expect(await slipway('policy', 'apply', path.join(folder, 'back.yaml'))).toMatchObject({
      code: 1,
      errors: expect.stringContaining('step back'),
    });
  });

  it('rolls back and retires only where that is possible, with a reason', async () => {
    const [silent, nowhere] = await Promise.all([
      slipway('rollback', 'benefits/care-demand'),
      slipway('rollback', 'benefits/care-demand', '--reason', 'rehearsal'),
    ]);
    expect(silent).toMatchObject({ code: 2, errors: expect.stringContaining('Say why') });
    expect(nowhere).toMatchObject({ code: 1, text: expect.stringContaining('no earlier version') });
    const retired = await slipway('retire', 'benefits/care-demand', '--reason', 'rehearsal');
    expect(retired).toMatchObject({ code: 0, text: expect.stringContaining('is retired') });
  });

  it('verifies the record, and names the record somebody has changed', async () => {
    const sound = await slipway('audit', 'verify');
    expect(sound).toMatchObject({ code: 0, text: expect.stringContaining('The record holds') });
    const head = /benefits#care-demand:\d+:[0-9a-f]{64}/.exec(sound.text)?.[0] ?? '';
    expect((await slipway('audit', 'verify', head)).code).toBe(0);

    const Key = { chain: { S: 'benefits#care-demand' }, seq: { S: '000000000002' } };
    const change = {
      TableName: world.outputs.AuditTable,
      Key,
      UpdateExpression: 'SET #r.#t = :t',
      ExpressionAttributeNames: { '#r': 'reason', '#t': 'text' },
      ExpressionAttributeValues: { ':t': { S: 'all is well' } },
    };
    // Not even an operator may: the table's own policy forbids it. Whoever has the disk can.
    await expect(documents().send(new UpdateItemCommand(change))).rejects.toThrow(/denied|not authorized/i);
    await world.cloud.dynamodb.call('UpdateItem', change);

    const changed = await slipway('audit', 'verify', head);
    expect(changed.code).toBe(1);
    expect(changed.text).toMatch(/finding +benefits#care-demand #2/);
    const json = JSON.parse((await slipway('audit', 'verify', '--json')).text) as { findings: unknown[] };
    expect(json.findings.length).toBeGreaterThan(0);
  });
});

describe('without a local cloud', () => {
  it('says so in a line, with exit code 2', async () => {
    const ended = await new Promise<Ended>((resolve) => {
      execFile(
        process.execPath,
        [path.resolve('infra/bin/slipway.ts'), 'models', '--local'],
        { cwd: folder },
        (error, text, errors) => resolve({ code: Number(error?.code ?? 0), text, errors }),
      );
    });
    expect(ended).toEqual({
      code: 2,
      text: '',
      errors: 'No local cloud runs in this folder. Start it with: npm start\n',
    });
  });
});
