import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createDriftCheck } from '../../functions/drift-check/drift-check.ts';
import { createRegisterExternal } from '../../functions/register-external/register-external.ts';
import { createWatchChecks } from '../../functions/watch-checks/watch-checks.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { firstCheck } from '../../shared/monitoring/schedule.ts';
import { ExternalManifest } from '../../shared/registry/external-model.ts';
import type { ModelVersion } from '../../shared/registry/schema.ts';
import { aMonitor, captured, drawn, hour, who } from './drift-check.world.ts';
import { theManifest, type thePolicy } from './release.world.ts';

const baseline = `income,debt,probability\n${drawn(1, 3000)
  .map(({ inputs, output }) => `${inputs.join(',')},${output}`)
  .join('\n')}\n`;

const anExternal = (over: object = {}): ExternalManifest => {
  const { model, team, owner, submitter, purpose, risk, task, signature } = theManifest();
  return ExternalManifest.parse({
    apiVersion: 'slipway/external/v1',
    version: '3.0.0',
    ...{ model, team, owner, submitter, purpose, risk, task, signature },
    runsAt: 'the scoring service in the data centre at Mainz',
    files: { baseline: { path: 'baseline.csv', sha256: sha256(baseline) } },
    ...over,
  });
};

/** A registry without a hosted model, and an upload of an external one. */
const aRegistration = async (tier: Parameters<typeof thePolicy>[0] = { onDrift: 'retrain' }) => {
  const world = await aMonitor({}, tier);
  // Nothing is hosted here under any name.
  const registry = {
    ...world.registry,
    versionsOf: async (): Promise<readonly ModelVersion[]> => [],
    inventory: async () => ({ ...(await world.registry.inventory()), versions: [] }),
  };
  const deps = { ...world.deps, registry };
  const register = createRegisterExternal({
    ...deps,
    monitorMachineArn: 'machine',
    schedulerRoleArn: 'role',
    scheduleGroup: 'checks',
  });
  const put = (manifest: object | string, rows = baseline, folder = 'lending/credit-risk/3.0.0/') => {
    world.uploads.put(`${folder}baseline.csv`, rows);
    world.uploads.put(`${folder}external.yaml`, typeof manifest === 'string' ? manifest : stringify(manifest));
    const event = {
      id: 'e',
      time: hour(8),
      source: 'aws.s3',
      'detail-type': 'Object Created' as const,
      detail: { bucket: { name: 'intake' }, object: { key: `${folder}external.yaml` } },
    };
    return register({ run: 'run', event });
  };
  return { ...world, deps, registry, put };
};

describe('registering a model that runs elsewhere', () => {
  it('keeps its profile and its manifest, says on record that nobody approved it, and plans its check', async () => {
    const world = await aRegistration();
    const result = await world.put(anExternal());

    expect(result).toMatchObject({
      kind: 'registered',
      schedule: {
        ScheduleExpression: 'rate(1 hour)',
        StartDate: firstCheck('rate(1 hour)', world.now.at).toISOString(),
        Target: { Arn: 'machine', RoleArn: 'role' },
      },
    });
    const external = await world.registry.external(who);
    expect(external).toMatchObject({ version: '3.0.0', runsAt: expect.stringContaining('Mainz'), revision: 0 });
    const profile = await world.baselines.load(external?.profile ?? '');
    expect(profile).toMatchObject({ rows: 3000, prediction: { name: 'probability', present: 3000 } });
    expect(world.registry.records.at(-1)).toMatchObject({
      type: 'external.registered',
      reason: { text: expect.stringContaining('nobody approved it here') },
    });
  });

  it('twice with the same file is once; another version takes its place', async () => {
    const world = await aRegistration();
    await world.put(anExternal());
    await world.put(anExternal());
    expect(world.recorded()).toEqual(['external.registered']);

    await world.put(anExternal({ version: '4.0.0' }), baseline, 'lending/credit-risk/4.0.0/');
    expect(await world.registry.external(who)).toMatchObject({ version: '4.0.0', revision: 1 });
  });

  it.each([
    ['no manifest', 'apiVersion: slipway/external/v1\n', baseline, 'model'],
    ['a baseline of other bytes', anExternal(), `${baseline}1,2,0.5\n`, 'hash-mismatch'],
    ['a baseline without the answers', undefined, 'income,debt\n1,2\n', 'probability'],
    ['another place', anExternal({ model: 'other' }), baseline, 'wrong-place'],
    ['a team that nobody knows', anExternal({ team: 'strangers' }), baseline, 'unknown-team'],
  ])('is refused for %s, on record and with everything that is wrong', async (_what, manifest, rows, finding) => {
    const world = await aRegistration();
    const given = manifest ?? anExternal({ files: { baseline: { path: 'baseline.csv', sha256: sha256(rows) } } });

    expect(await world.put(given, rows)).toEqual({ kind: 'refused' });
    const { refused } = await world.registry.inventory();
    expect(JSON.stringify(refused.at(-1)?.findings)).toContain(finding);
    expect(world.recorded()).toEqual(['submission.refused']);
  });

  it('is refused in a tier that rolls back: nothing that runs elsewhere can be rolled back from here', async () => {
    const world = await aRegistration({ onDrift: 'rollback' });

    expect(await world.put(anExternal())).toEqual({ kind: 'refused' });
  });

  it('is refused under the name of a model that is hosted here', async () => {
    const world = await aRegistration();
    world.deps.registry.versionsOf = async () => [world.live];

    expect(await world.put(anExternal())).toEqual({ kind: 'refused' });
  });

  it('ends when its team says that it is out of use, and nobody misses its checks then', async () => {
    const world = await aRegistration();
    await world.put(anExternal());
    const result = await world.put(anExternal({ ended: true }));

    expect(result).toMatchObject({ kind: 'ended', ended: { GroupName: 'checks' } });
    expect(world.registry.records.at(-1)).toMatchObject({ type: 'external.registered', reason: { code: 'ended' } });
    world.now.at = new Date(hour(90));
    expect(await createWatchChecks(world.deps)()).toMatchObject({ overdue: [] });
    expect(await createDriftCheck(world.deps)({ ...who, run: 'r', scheduledAt: hour(90) })).toMatchObject({
      kind: 'skipped',
    });
  });

  it('ignores a file that is not where one lies', async () => {
    const world = await aRegistration();

    expect(await world.put(anExternal(), baseline, 'deep/down/lending/credit-risk/3.0.0/')).toEqual({
      kind: 'ignored',
    });
  });
});

describe('watching a model that runs elsewhere', () => {
  const watched = async () => {
    const world = await aRegistration();
    world.now.at = new Date(hour(8));
    await world.put(anExternal());
    const check = (n: number) =>
      createDriftCheck(world.deps)({ ...who, run: `run-${n}`, window: { from: hour(n), to: hour(n + 1) } });
    return { ...world, check };
  };

  it('judges the records that were pushed, as it does captured ones, and asks for retraining', async () => {
    const world = await watched();
    world.pushed.push(...captured(8), ...captured(9, 60), ...captured(10, 60));

    expect(await world.check(8)).toMatchObject({ kind: 'checked', verdict: 'stable' });
    expect(await world.check(9)).toMatchObject({ verdict: 'drifted', reaction: 'none' });
    expect(await world.check(10)).toMatchObject({ verdict: 'drifted', reaction: 'retrain' });
    expect(world.registry.records.at(-1)).toMatchObject({
      type: 'monitor.reaction',
      refs: { traffic: 's3://intake/observations/lending/credit-risk/' },
    });
  });

  it('notices when nobody checks it', async () => {
    const world = await watched();
    world.now.at = new Date(hour(12));

    expect(await createWatchChecks(world.deps)()).toMatchObject({ overdue: ['lending/credit-risk'] });
  });
});
