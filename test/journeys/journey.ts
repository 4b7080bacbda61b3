import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { registryOf, trailOf } from '../../infra/cli/ports.ts';
import { upload } from '../../infra/cli/submission.ts';
import { decideByMail } from '../../infra/demo/approver.ts';
import { type Rehearsal, startRehearsal } from '../../infra/demo/rehearsal.ts';
import { s3, stepFunctions } from '../../shared/adapters/clients.ts';
import { chainOf } from '../../shared/audit/chain.ts';
import { AuditRecord, type RecordType } from '../../shared/audit/schema.ts';
import { readManifest } from '../../shared/registry/read-manifest.ts';
import type { ModelVersion, VersionId } from '../../shared/registry/schema.ts';

/** A local cloud of its own for one file of journeys. */
export interface World extends Rehearsal {
  end(): Promise<void>;
}

export const openWorld = async (): Promise<World> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-journey-'));
  const rehearsal = await startRehearsal({
    fresh: true,
    say: () => {},
    folder,
    port: 0,
    build: false,
    policy: 'test/journeys/policy.yaml',
  });
  return {
    ...rehearsal,
    end: async () => {
      await rehearsal.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Uploads an example under changed lines of its manifest, such as `{ 'model: care-demand': 'model: other' }`. Nothing is checked on the way. */
export const send = async (
  { outputs }: Rehearsal,
  example: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<VersionId> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-submission-'));
  try {
    await cp(path.join('examples', example), folder, { recursive: true });
    const file = path.join(folder, 'manifest.yaml');
    const text = Object.entries(changes).reduce(
      (manifest, [from, to]) => {
        if (!manifest.includes(from)) throw new Error(`the manifest of ${example} has no "${from}"`);
        return manifest.replace(from, to);
      },
      await readFile(file, 'utf8'),
    );
    await writeFile(file, text);
    const reading = readManifest(text);
    if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.findings));
    await upload(
      s3(),
      outputs.IntakeBucket,
      { folder, manifestFile: 'manifest.yaml', manifest: reading.manifest },
      () => {},
    );
    return reading.manifest;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What is on record about a version, oldest first. */
export const recordsOf = async (
  { outputs }: Pick<Rehearsal, 'outputs'>,
  id: VersionId,
): Promise<readonly AuditRecord[]> =>
  (await trailOf(outputs).chain(chainOf(id)))
    .map((stored) => AuditRecord.parse(stored))
    .filter(({ subject }) => subject.version === id.version);

/** Waits for a record of a version; other endings on the way are an error, with what the record says. */
export const until = async (
  world: Pick<Rehearsal, 'outputs'>,
  id: VersionId,
  type: RecordType,
  seconds = 40,
): Promise<AuditRecord> => {
  const seen: string[] = [];
  for (let i = 0; i < seconds * 5; i++) {
    const records = await recordsOf(world, id);
    const found = records.find((record) => record.type === type);
    if (found) return found;
    seen.splice(0, seen.length, ...records.map((record) => `${record.type} ${record.reason.text}`));
    await pause(200);
  }
  throw new Error(`no ${type} for ${id.model} ${id.version} within ${seconds} s; on record: ${seen.join(' | ')}`);
};

export const versionOf = async ({ outputs }: Rehearsal, id: VersionId): Promise<ModelVersion | undefined> =>
  registryOf(outputs).find(id);

/** Decides as Rosa, or another persona, through the pages. */
export const decide = (
  { mailbox }: Rehearsal,
  id: VersionId,
  decision: 'approve' | 'decline',
  persona = 'rosa',
  comment = 'Seen and weighed.',
): Promise<string> =>
  decideByMail({
    mailbox,
    address: `${persona}@example.com`,
    persona,
    model: id.model,
    version: `${id.model} ${id.version}`,
    decision,
    comment,
  });

/** Sends a version all the way to production. */
export const bringLive = async (
  world: Rehearsal,
  example: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<VersionId> => {
  const id = await send(world, example, changes);
  await until(world, id, 'model.awaiting-approval');
  await decide(world, id, 'approve');
  await until(world, id, 'model.live');
  return id;
};

/** How many executions of the release machine there were. */
export const releases = async ({ outputs }: Rehearsal): Promise<number> =>
  (
    await stepFunctions().send(
      new ListExecutionsCommand({ stateMachineArn: outputs.ReleaseMachineArn, maxResults: 1000 }),
    )
  ).executions?.length ?? 0;

/** What the functions logged as errors. */
export const functionErrors = async ({ cloud }: Rehearsal): Promise<readonly string[]> => {
  const groups = [...new Set(cloud.lambda.functions().flatMap(({ logGroup }) => logGroup ?? []))];
  const pages = await Promise.all(
    groups.map((logGroupName) =>
      new CloudWatchLogsClient({}).send(new FilterLogEventsCommand({ logGroupName, filterPattern: '"error"' })),
    ),
  );
  return pages.flatMap(({ events = [] }) => events.flatMap(({ message }) => message ?? []));
};
