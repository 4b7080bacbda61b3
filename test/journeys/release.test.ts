import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMachine } from '../../infra/cli/commands/run-machine.ts';
import { registryOf } from '../../infra/cli/ports.ts';
import { waitForMail } from '../../infra/demo/approver.ts';
import { httpVisitor } from '../../infra/demo/http-visitor.ts';
import { nextSecond } from '../../infra/demo/story.ts';
import { sendTraffic } from '../../infra/demo/traffic.ts';
import { verifyRecord } from '../../infra/demo/verify-record.ts';
import { s3 } from '../../shared/adapters/clients.ts';
import { productionEndpoint, scheduleName } from '../../shared/deployment/names.ts';
import {
  bringLive,
  decide,
  functionErrors,
  openWorld,
  releases,
  send,
  until,
  versionOf,
  type World,
} from './journey.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world?.end());

const CARE = { team: 'benefits', model: 'care-demand' };

describe('a release, from upload to a live, watched model', { timeout: 90_000 }, () => {
  it('goes live once somebody outside the team approved, and is watched on a schedule', async () => {
    const id = await bringLive(world, 'care-demand');

    const { EndpointStatus } = await new SageMakerClient({}).send(
      new DescribeEndpointCommand({ EndpointName: productionEndpoint(CARE) }),
    );
    expect(EndpointStatus).toBe('InService');
    const schedule = await new SchedulerClient({}).send(
      new GetScheduleCommand({ Name: scheduleName(CARE), GroupName: world.cloud.output('ScheduleGroup') }),
    );
    expect(schedule).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
    expect(await versionOf(world, id)).toMatchObject({
      state: 'live',
      serving: { endpoint: productionEndpoint(CARE) },
    });
    await waitForMail(world.mailbox, 'grace@example.com', 'live');
    await verifyRecord(world.outputs);
  });

  it('never asked for anything that its roles may not do, and no function ended in an error', async () => {
    const denied = world.cloud.frontDoor.requests.recent().filter(({ error }) => error?.startsWith('AccessDenied'));
    expect(denied).toEqual([]);
    await world.cloud.invokeLambda(sweep(), {});
    const logs = await functionErrors(world);
    expect(logs).toEqual([]);
  });

  it('ignores the same bytes sent again: no second run', async () => {
    const before = await releases(world);
    await send(world, 'care-demand');
    const { reason } = await until(world, { ...CARE, version: '1.0.0' }, 'submission.duplicate');
    expect(reason.text).toContain('The same files were sent before');
    expect(await releases(world)).toBe(before);
  });

  it('refuses the same version with other bytes, and leaves the first alone', async () => {
    const id = await send(world, 'care-demand', { 'claims: {auc: 0.795}': 'claims: {auc: 0.79}' });
    const record = await until(world, id, 'submission.refused');
    expect(record.reason).toMatchObject({ code: 'version-is-immutable' });
    expect(await versionOf(world, id)).toMatchObject({ state: 'live' });
  });

  it('finds the drift of real traffic, asks for a reaction once, and tells the owner', async () => {
    const check = async (file: string) => {
      const from = (await nextSecond()).toISOString();
      await sendTraffic(productionEndpoint(CARE), 'examples/care-demand', file, 8);
      const to = (await nextSecond()).toISOString();
      await pause(2500);
      return (await runMachine(world.outputs.MonitorMachineArn, { ...CARE, window: { from, to } })).output;
    };
    expect(await check('traffic.csv')).toMatchObject({ verdict: 'stable', reaction: 'none' });
    expect(await check('drifted.csv')).toMatchObject({ verdict: 'drifted', reaction: 'none' });
    expect(await check('drifted.csv')).toMatchObject({ verdict: 'drifted', reaction: 'alert' });
    expect(await check('drifted.csv')).toMatchObject({ verdict: 'drifted', reaction: 'none' });
    await waitForMail(world.mailbox, 'ada@example.com', 'care-demand');
    expect(await registryOf(world.outputs).health(CARE)).toMatchObject({ verdict: 'drifted', alarm: true });
  });

  it('gives no verdict on a window with too few rows', async () => {
    const to = new Date(Date.now() - 3_600_000).toISOString();
    const from = new Date(Date.now() - 7_200_000).toISOString();
    const { output } = await runMachine(world.outputs.MonitorMachineArn, { ...CARE, window: { from, to } });
    expect(output).toMatchObject({ verdict: 'not-enough-evidence' });
  });

  it('replaces the live version by a better one, rolls back to it, and retires the model', async () => {
    const second = await bringLive(world, 'care-demand-2');
    expect(await versionOf(world, { ...CARE, version: '1.0.0' })).toMatchObject({ state: 'superseded' });

    const back = await runMachine(world.outputs.RollbackMachineArn, {
      ...CARE,
      requestedBy: 'a test',
      reason: 'rehearsal',
    });
    expect(back).toMatchObject({ status: 'SUCCEEDED', output: { from: '2.0.0', to: '1.0.0' } });
    expect(await versionOf(world, second)).toMatchObject({ state: 'rolled-back' });
    expect(await versionOf(world, { ...CARE, version: '1.0.0' })).toMatchObject({ state: 'live' });

    const nowhere = await runMachine(world.outputs.RollbackMachineArn, {
      ...CARE,
      requestedBy: 'a test',
      reason: 'again',
    });
    expect(nowhere).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('no earlier version') });

    const retired = await runMachine(world.outputs.RetireMachineArn, {
      ...CARE,
      requestedBy: 'a test',
      reason: 'rehearsal',
    });
    expect(retired.status).toBe('SUCCEEDED');
    await expect(
      new SageMakerClient({}).send(new DescribeEndpointCommand({ EndpointName: productionEndpoint(CARE) })),
    ).rejects.toThrow('Could not find');
    await expect(
      new SchedulerClient({}).send(
        new GetScheduleCommand({ Name: scheduleName(CARE), GroupName: world.cloud.output('ScheduleGroup') }),
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await verifyRecord(world.outputs);
  });
});

describe('a submission that is not right', { timeout: 60_000 }, () => {
  it('is told everything that is wrong with its manifest, in the registry and by mail', async () => {
    const body = await readFile('examples/broken/manifest.yaml');
    await s3().send(
      new PutObjectCommand({
        Bucket: world.outputs.IntakeBucket,
        Key: 'lending/broken-model/1.0.0/manifest.yaml',
        Body: body,
      }),
    );
    await until(world, { team: 'lending', model: 'broken-model', version: '1.0.0' }, 'submission.refused');
    const { refused } = await registryOf(world.outputs).inventory();
    const findings = refused.find(({ model }) => model === 'broken-model')?.findings ?? [];
    expect(findings.length).toBeGreaterThan(5);
    const mail = await waitForMail(world.mailbox, 'grace@example.com', 'broken-model');
    for (const { path } of findings) expect(mail.text).toContain(path);
  });

  it('is refused for an unknown team, missing fields aside', async () => {
    const id = await send(world, 'co2-outlook', { 'team: weather': 'team: strangers' });
    expect((await until(world, id, 'submission.refused')).reason.code).toBe('unknown-team');
  });

  it('may be corrected under the same number when a file did not match', async () => {
    const wrong = { 'model: co2-outlook': 'model: co2-corrected' };
    const manifest = await readFile('examples/co2-outlook/manifest.yaml', 'utf8');
    const sha = /model\.tar\.gz, sha256: ([0-9a-f]{64})/.exec(manifest)?.[1] ?? '';
    const id = await send(world, 'co2-outlook', { ...wrong, [sha]: 'f'.repeat(64) });
    expect((await until(world, id, 'submission.refused')).reason.code).toBe('hash-mismatch');
    await send(world, 'co2-outlook', wrong);
    await until(world, id, 'model.received');
  });

  it('is refused by the gates of its tier with the numbers, before anybody is asked', async () => {
    const id = await send(world, 'care-demand', {
      'model: care-demand': 'model: care-too-weak',
      'risk: medium': 'risk: low',
    });
    const { reason } = await until(world, id, 'model.refused');
    expect(reason).toMatchObject({ code: 'gates-failed', text: expect.stringContaining('0.95') });
  });
});

describe('people decide', { timeout: 60_000 }, () => {
  it('and may decline, which the team hears with the reason', async () => {
    const id = await send(world, 'care-demand', { 'model: care-demand': 'model: care-declined' });
    await until(world, id, 'model.awaiting-approval');
    await decide(world, id, 'decline', 'rosa', 'The population has changed.');
    await until(world, id, 'model.declined');
    const mail = await waitForMail(world.mailbox, 'grace@example.com', 'The population has changed.');
    expect(mail.subject).toContain('care-declined');
  });

  it('but nobody of the team that built it, who see only that there is nothing for them', async () => {
    const id = await send(world, 'care-demand', { 'model: care-demand': 'model: care-own' });
    await until(world, id, 'model.awaiting-approval');
    const mail = await waitForMail(world.mailbox, 'rosa@example.com', 'care-own');
    const link = /http:\/\/\S+\/r\/[\w-]{22}/.exec(mail.text)?.[0] ?? '';
    const visitor = httpVisitor();
    const after = await visitor.submit(await visitor.get(link), { persona: 'grace' });
    expect(after.text).not.toContain('Your decision');
    expect(await versionOf(world, id)).toMatchObject({ state: 'awaiting-approval' });
  });

  it('or let the time pass: the version expires', async () => {
    const id = await send(world, 'care-demand', {
      'model: care-demand': 'model: care-late',
      'risk: medium': 'risk: high',
    });
    await until(world, id, 'model.awaiting-approval');
    await pause(3500);
    await world.cloud.invokeLambda(sweep(), {});
    expect((await until(world, id, 'model.expired')).reason.text).toContain('Nobody decided in time');
  });
});

describe('a deployment that SageMaker does not carry out', { timeout: 90_000 }, () => {
  it('ends as deploy-failed when the endpoint does not come up', async () => {
    const model = 'care-fails';
    const id = await send(world, 'care-demand', { 'model: care-demand': `model: ${model}` });
    await until(world, id, 'model.awaiting-approval');
    world.cloud.sagemaker.faults.failNext(productionEndpoint({ ...CARE, model }));
    await decide(world, id, 'approve');
    await until(world, id, 'model.deploy-failed');
    expect(await versionOf(world, id)).toMatchObject({ state: 'deploy-failed' });
  });

  it('ends as rolled back when SageMaker silently keeps the old configuration, and the old version stays live', async () => {
    const model = 'care-silent';
    const first = await bringLive(world, 'care-demand', { 'model: care-demand': `model: ${model}` });
    const second = await send(world, 'care-demand-2', { 'model: care-demand': `model: ${model}` });
    await until(world, second, 'model.awaiting-approval');
    world.cloud.sagemaker.faults.rollBackSilently(productionEndpoint({ ...CARE, model }));
    await decide(world, second, 'approve');
    expect((await until(world, second, 'model.rolled-back')).reason.text).toContain('without saying so');
    expect(await versionOf(world, first)).toMatchObject({ state: 'live' });
  });
});

const sweep = (): string => {
  const found = world.cloud.lambda.functions().find(({ name }) => /ApprovalsSweep/i.test(name));
  if (!found) throw new Error('the template has no sweep function');
  return found.name;
};
