import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { endsRelease, follow } from '../../infra/cli/follow.ts';
import { trailOf } from '../../infra/cli/ports.ts';
import { upload } from '../../infra/cli/submission.ts';
import { decideByMail } from '../../infra/demo/approver.ts';
import { type Rehearsal, startRehearsal } from '../../infra/demo/rehearsal.ts';
import { s3, stepFunctions } from '../../shared/adapters/clients.ts';
import type { AuditRecord } from '../../shared/audit/schema.ts';
import { readManifest } from '../../shared/registry/read-manifest.ts';
import { markdownTable, median } from './facts.ts';

const RUNS = 10;
const EXAMPLE = 'examples/co2-outlook';

/**
 * What the pipeline costs on top of the model: seconds from the upload to live, without the time a person took, and what
 * a release consumes. Waits for SageMaker run 60 times faster than on AWS, so this is Slipway's own share, not a forecast.
 */
export const benchRelease = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  const rehearsal = await startRehearsal({ fresh: true, say: () => {}, folder, port: 0, build: false });
  try {
    const seconds: number[] = [];
    for (let run = 1; run <= RUNS; run++) seconds.push(await release(rehearsal, run));
    const counts = await countsOf(rehearsal);
    return `${RUNS} releases of ${EXAMPLE}, each a new version of one model; the first has cold functions.\n\n${markdownTable(
      ['measure', 'value'],
      [
        ['p50, seconds from upload to live without the human wait', median(seconds).toFixed(1)],
        ['fastest and slowest', `${Math.min(...seconds).toFixed(1)} and ${Math.max(...seconds).toFixed(1)}`],
        ['state transitions of a release, children included', String(counts.transitions)],
        ['Lambda invocations by its machines', String(counts.lambdaInvocations)],
      ],
    )}`;
  } finally {
    await rehearsal.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const release = async ({ outputs, mailbox }: Rehearsal, run: number): Promise<number> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-submission-'));
  await cp(EXAMPLE, folder, { recursive: true });
  const file = path.join(folder, 'manifest.yaml');
  const text = (await readFile(file, 'utf8')).replace('version: 1.0.0', `version: 1.0.${run}`);
  await writeFile(file, text);
  const reading = readManifest(text);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.findings));
  const { manifest } = reading;
  const started = performance.now();
  await upload(s3(), outputs.IntakeBucket, { folder, manifestFile: 'manifest.yaml', manifest }, () => {});
  let waited = 0;
  const following = { trail: trailOf(outputs), id: manifest, after: 0, onRecord: () => {}, timeoutMs: 120_000 };
  const asked = await follow({
    ...following,
    until: (record) => endsRelease(record) || record.type === 'model.awaiting-approval',
  });
  if (asked?.type !== 'model.awaiting-approval')
    throw new Error(`run ${run} ended with ${asked?.type}: ${asked?.reason.text}`);
  const waiting = performance.now();
  await decideByMail({
    mailbox,
    address: 'rosa@example.com',
    persona: 'rosa',
    model: manifest.model,
    version: `${manifest.model} ${manifest.version}`,
    decision: 'approve',
    comment: '',
  });
  waited = performance.now() - waiting;
  const last: AuditRecord | undefined = await follow({ ...following, until: endsRelease });
  if (last?.type !== 'model.live') throw new Error(`run ${run} ended with ${last?.type}: ${last?.reason.text}`);
  rmSync(folder, { recursive: true, force: true });
  return (performance.now() - started - waited) / 1000;
};

/** Of the newest release and the children it started. */
const countsOf = async ({ outputs, cloud }: Rehearsal): Promise<{ transitions: number; lambdaInvocations: number }> => {
  const { executions = [] } = await stepFunctions().send(
    new ListExecutionsCommand({ stateMachineArn: outputs.ReleaseMachineArn }),
  );
  const newest = executions[0];
  if (!newest?.executionArn) throw new Error('there is no release to count');
  const children = await childrenSince(cloud, newest.startDate ?? new Date(0));
  return [newest.executionArn, ...children].reduce(
    (sum, arn) => {
      const { transitions, lambdaInvocations } = cloud.states.counters(arn);
      return {
        transitions: sum.transitions + transitions,
        lambdaInvocations: sum.lambdaInvocations + lambdaInvocations,
      };
    },
    { transitions: 0, lambdaInvocations: 0 },
  );
};

const childrenSince = async (cloud: Rehearsal['cloud'], since: Date): Promise<readonly string[]> => {
  const machines = cloud.stacks
    .flatMap(({ resources }) => resources)
    .filter(({ type, logicalId }) => type === 'AWS::StepFunctions::StateMachine' && logicalId.startsWith('Endpoints'));
  const lists = await Promise.all(
    machines.map(({ name }) =>
      stepFunctions().send(
        new ListExecutionsCommand({ stateMachineArn: `arn:aws:states:eu-central-1:000000000000:stateMachine:${name}` }),
      ),
    ),
  );
  return lists.flatMap(({ executions = [] }) =>
    executions
      .filter(({ startDate }) => startDate && startDate >= since)
      .flatMap(({ executionArn }) => executionArn ?? []),
  );
};
