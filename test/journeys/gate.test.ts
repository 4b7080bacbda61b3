import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPolicy } from '../../infra/cli/commands/policy-apply.ts';
import { evidenceOf, trailOf } from '../../infra/cli/ports.ts';
import { readPolicy } from '../../infra/cli/read-policy.ts';
import { upload } from '../../infra/cli/submission.ts';
import { waitForMail } from '../../infra/demo/approver.ts';
import { verifyRecord } from '../../infra/demo/verify-record.ts';
import { s3 } from '../../shared/adapters/clients.ts';
import { scanArtefact } from '../../shared/artefacts/scan-artefact.ts';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { readManifest } from '../../shared/registry/read-manifest.ts';
import type { ModelVersion, VersionId } from '../../shared/registry/schema.ts';
import { tarGz } from '../support/archives.ts';
import { openWorld, recordsOf, send, until, versionOf, type World } from './journey.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world?.end());

const EXAMPLE = 'examples/care-demand';
const CODE = { 'code/inference.py': 'import os\nos.system("true")\n', 'code/requirements.txt': 'numpy\n' };

describe('an artefact with code in it', { timeout: 60_000 }, () => {
  const model = 'care-with-code';
  let id: VersionId;
  let refused: ModelVersion;

  it('is refused with everything that was found, on record, in the report and by mail', async () => {
    id = await sendWithCode(model);
    const { reason } = await until(world, id, 'model.refused');
    refused = (await versionOf(world, id)) as ModelVersion;
    const report = ValidationReport.parse(await evidenceOf(world.outputs).json(refused.evidence.validation ?? ''));
    const mail = await waitForMail(world.mailbox, 'grace@example.com', model);

    expect(reason.code).toBe('code-tree');
    expect(report.scan).toMatchObject({
      verdict: 'refuse',
      policy: { version: 1 },
      code: { files: 2, approved: false },
    });
    expect(report.scan.members.map(({ name }) => name)).toContain('code/inference.py');
    expect(report.scan.limits.length).toBeGreaterThan(0);
    for (const { path: place } of report.findings) expect(mail.text).toContain(place.replace(/, byte \d+$/, ''));
    expect(mail.text).toContain(report.scan.code?.digest);
    expect(mail.text).toContain(`/models/benefits/${model}/1.0.0`);
  });

  it('is quarantined, not deleted: the upload and its copy are there, and nobody outside the gate reads them', async () => {
    const { key, upload: from } = refused.files.model;
    const evaluate = as('evaluate');
    const stored = { Bucket: world.outputs.ArtefactBucket, Key: key };
    const sent = { Bucket: world.outputs.IntakeBucket, Key: from?.key ?? '', VersionId: from?.version };

    for (const client of [s3(), evaluate])
      await expect(client.send(new GetObjectCommand(stored))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(s3().send(new GetObjectCommand(sent))).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await s3().send(new GetObjectTaggingCommand(sent))).TagSet).toEqual([
      { Key: 'slipway:verdict', Value: 'refused' },
    ]);
    expect((await as('validate').send(new GetObjectCommand(stored))).ContentLength).toBe(refused.files.model.bytes);
    const { Versions = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket: sent.Bucket, Prefix: sent.Key }));
    expect(Versions.map(({ VersionId }) => VersionId)).toContain(sent.VersionId);
  });

  it('cannot be let out by anybody who may write tags', async () => {
    const Tagging = { TagSet: [{ Key: 'slipway:verdict', Value: 'accepted' }] };
    const { key, upload: from } = refused.files.model;
    const objects = [
      { Bucket: world.outputs.ArtefactBucket, Key: key },
      { Bucket: world.outputs.IntakeBucket, Key: from?.key ?? '', VersionId: from?.version },
    ];

    for (const object of objects)
      await expect(s3().send(new PutObjectTaggingCommand({ ...object, Tagging }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
  });

  it('is not judged again under the same policy, and is under one that approves its very code', async () => {
    await sendWithCode(model);
    const { reason } = await until(world, id, 'submission.duplicate');
    expect(reason.text).toMatch(
      /^The same files were sent before|^Version 1\.0\.0 is registered with these very bytes/,
    );
    const types = (await recordsOf(world, id)).map(({ type }) => type);
    expect(types).toEqual(['model.received', 'model.refused', 'submission.duplicate']);

    const archive = await archiveWithCode();
    const { code } = await scanArtefact(
      (async function* () {
        yield archive;
      })(),
      'model.tar.gz',
    );
    await approveCode(code?.digest ?? '');
    await sendWithCode(model);
    await until(world, id, 'model.awaiting-approval');

    expect((await recordsOf(world, id)).map(({ type }) => type)).toEqual([
      'model.received',
      'model.refused',
      'submission.duplicate',
      'model.received',
      'model.validated',
      'model.staged',
      'model.evaluated',
      'model.awaiting-approval',
    ]);
    expect(await versionOf(world, id)).toMatchObject({ policy: { version: 2 } });
    const mail = await waitForMail(world.mailbox, 'rosa@example.com', model);
    expect(mail.text).toContain(code?.digest);
    expect(mail.text).toContain('Read line by line');
    await verifyRecord(world.outputs);
  });

  it('was counted by the kinds of its reasons', async () => {
    const { Metrics = [] } = await new CloudWatchClient({}).send(
      new ListMetricsCommand({ Namespace: 'Slipway', MetricName: 'GateRefusals' }),
    );

    expect(Metrics.flatMap(({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value))).toContain('runs-code');
  });
});

describe('an upload that no event told of', { timeout: 60_000 }, () => {
  const ID = { team: 'benefits', model: 'care-unheard', version: '1.0.0' };
  const sweeper = (): string =>
    world.cloud.lambda.functions().find(({ name }) => /IntakeSweep/i.test(name))?.name ?? 'no sweep of the intake';
  const minutesFromNow = (minutes: number) => ({ time: new Date(Date.now() + minutes * 60_000).toISOString() });
  const sweep = async (minutes: number): Promise<unknown> =>
    world.cloud.invokeLambda(sweeper(), minutesFromNow(minutes));

  it('is found by the sweep: started when it is a submission, told to its team when its manifest is missing (R-03)', async () => {
    world.cloud.events.faults.delay('Object Created', 10_000);
    await send(world, 'care-demand', { 'model: care-demand': 'model: care-unheard' });
    world.cloud.events.faults.clear();
    const left = { Bucket: world.outputs.IntakeBucket, Key: 'benefits/care-waiting/1.0.0/model.tar.gz' };
    await s3().send(new PutObjectCommand({ ...left, Body: 'bytes' }));

    expect(await sweep(5)).toEqual({ started: 0, incomplete: 0 });
    expect(await sweep(15)).toEqual({ started: 1, incomplete: 0 });
    await until(world, ID, 'model.awaiting-approval');
    expect(await sweep(61)).toEqual({ started: 0, incomplete: 1 });
    expect(await sweep(76)).toEqual({ started: 0, incomplete: 1 });

    const mail = await waitForMail(world.mailbox, 'grace@example.com', 'waits for its manifest');
    expect(mail.text).toContain('benefits/care-waiting/1.0.0/ (1 file, 5 bytes');
    const records = await trailOf(world.outputs).chain('#misplaced');
    expect(records.filter((record) => JSON.stringify(record).includes('upload.incomplete'))).toHaveLength(1);
    expect((await s3().send(new HeadObjectCommand(left))).ContentLength).toBe(5);
    await verifyRecord(world.outputs);
  });

  it('of a team that nobody knows rings at operations', async () => {
    const stray = { Bucket: world.outputs.IntakeBucket, Key: 'strangers/model.bin', Body: 'x' };
    await s3().send(new PutObjectCommand(stray));
    expect(await sweep(61)).toEqual({ started: 0, incomplete: 2 });

    const counted = async () => {
      const { Metrics = [] } = await new CloudWatchClient({}).send(
        new ListMetricsCommand({ Namespace: 'Slipway', MetricName: 'NoticesWithoutReader' }),
      );
      return Metrics.length;
    };
    await expect.poll(counted, { timeout: 20_000 }).toBe(1);
  });
});

describe('a manifest where no submission lies', { timeout: 30_000 }, () => {
  it('is recorded, and its team is told what would be right (R-07)', async () => {
    await s3().send(
      new PutObjectCommand({
        Bucket: world.outputs.IntakeBucket,
        Key: 'benefits/care demand+é/v1/Manifest.yml',
        Body: 'model: x',
      }),
    );
    const mail = await waitForMail(world.mailbox, 'ada@example.com', 'Manifest.yml');

    expect(mail.text).toContain('a semantic version such as 1.4.0');
    await verifyRecord(world.outputs);
  });
});

/** S3 as a function's role sees it. */
const as = (folder: string): S3Client => {
  const fn = world.cloud.lambda.functions().find(({ name }) => name.toLowerCase().includes(folder));
  if (!fn) throw new Error(`the template has no function ${folder}`);
  return new S3Client({ credentials: world.cloud.keys.credentialsFor(fn.roleName), forcePathStyle: true });
};

const archiveWithCode = async (): Promise<Buffer> => {
  const model = await readFile(`${EXAMPLE}/model.tar.gz`);
  return tarGz([
    { name: 'model.onnx', content: onnxIn(model) },
    ...Object.entries(CODE).map(([name, content]) => ({ name, content })),
  ]);
};

/** The one file of an archive. */
const onnxIn = (archive: Buffer): Buffer => {
  const tar = gunzipSync(archive);
  return tar.subarray(512, 512 + Number.parseInt(tar.toString('latin1', 124, 135), 8));
};

const sendWithCode = async (model: string): Promise<VersionId> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-gate-'));
  try {
    await cp(EXAMPLE, folder, { recursive: true });
    const archive = await archiveWithCode();
    await writeFile(path.join(folder, 'model.tar.gz'), archive);
    const text = (await readFile(path.join(folder, 'manifest.yaml'), 'utf8'))
      .replace('model: care-demand', `model: ${model}`)
      .replace(/(model\.tar\.gz, sha256: )[0-9a-f]{64}/, `$1${createHash('sha256').update(archive).digest('hex')}`);
    await writeFile(path.join(folder, 'manifest.yaml'), text);
    const reading = readManifest(text);
    if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.findings));
    const { manifest } = reading;
    await upload(s3(), world.outputs.IntakeBucket, { folder, manifestFile: 'manifest.yaml', manifest }, () => {});
    return { team: manifest.team, model: manifest.model, version: manifest.version };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Puts the journeys' policy in force once more, with a code folder approved. */
const approveCode = async (digest: string): Promise<void> => {
  const text = (await readFile('test/journeys/policy.yaml', 'utf8')).replace('version: 1', 'version: 2');
  const entry = `{ digest: ${digest}, reason: Read line by line, owner: rosa@example.com }`;
  const reading = readPolicy(`${text}\ngate:\n  approvedCode: [${entry}]\n`);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.findings));
  await applyPolicy(evidenceOf(world.outputs), reading.policy);
};
