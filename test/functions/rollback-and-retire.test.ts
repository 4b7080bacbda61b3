import { describe, expect, it } from 'vitest';
import { createPlanRetirement } from '../../functions/plan-retirement/plan-retirement.ts';
import { createPlanRollback } from '../../functions/plan-rollback/plan-rollback.ts';
import { createRecordRetirement } from '../../functions/record-retirement/record-retirement.ts';
import { createRecordRollback } from '../../functions/record-rollback/record-rollback.ts';
import { verifyAudit } from '../../shared/audit/verify.ts';
import type { State } from '../../shared/registry/schema.ts';
import { later } from '../support/approval.ts';
import { aServing } from '../support/builders.ts';
import { memoryInference } from '../support/memory/inference.ts';
import { aReleaseWorld } from './release.world.ts';

const surroundings = {
  artefactBucket: 'a',
  captureBucket: 'c',
  modelRoleArn: 'arn:role',
  images: { onnx: 'onnx-image:1' },
};
const who = { team: 'lending', model: 'credit-risk' };
const asked = { ...who, requestedBy: 'rosa', reason: 'It drifted.' };
const GOLDEN = { body: '1,2\n', contentType: 'text/csv', expected: [0.25] };

/** 1.4.0 is live, 1.3.0 and 1.2.0 were live before it. */
const aFleet = async (
  states: Readonly<Record<string, State>> = { '1.2.0': 'superseded', '1.3.0': 'superseded', '1.4.0': 'live' },
) => {
  const world = aReleaseWorld();
  const evaluation = await world.evidence.keepJson({ golden: GOLDEN });
  for (const [i, [version, state]] of Object.entries(states).entries())
    await world.stored(state, {
      version,
      serving: aServing(version),
      evidence: { evaluation },
      changedAt: later(i).toISOString(),
    });
  return world;
};

describe('planning a roll-back', () => {
  const plan = (world: Awaited<ReturnType<typeof aFleet>>) => createPlanRollback({ ...world, surroundings })(asked);

  it('goes back to the version that was live last, on the same endpoint', async () => {
    const world = await aFleet();
    const planned = await plan(world);

    expect(planned).toMatchObject({ kind: 'planned', from: '1.4.0', to: '1.3.0' });
    expect(await plan(world)).toEqual(planned);
    expect(world.recorded()).toEqual([]);
  });

  it('passes over a version that was rolled back itself', async () => {
    expect(await plan(await aFleet({ '1.2.0': 'superseded', '1.3.0': 'rolled-back', '1.4.0': 'live' }))).toMatchObject({
      to: '1.2.0',
    });
  });

  it('says so when there is nothing to go back to, or nothing live (R-47)', async () => {
    expect(await plan(await aFleet({ '1.4.0': 'live' }))).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('no earlier version'),
    });
    expect(await plan(await aFleet({ '1.3.0': 'superseded' }))).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('no live version'),
    });
  });

  it('brings back no bytes but those that were approved', async () => {
    const world = await aFleet();
    const target = await world.registry.find({ ...who, version: '1.3.0' });
    world.artefacts.tamper(target?.files.model.key ?? '', 'other bytes');

    await expect(plan(world)).rejects.toMatchObject({ name: 'BytesChanged' });
  });
});

describe('recording a roll-back', () => {
  const serving = aServing('1.3.0');
  const input = {
    ...asked,
    from: '1.4.0',
    to: '1.3.0',
    plan: serving,
    outcome: { status: 'InService', config: serving.config, failureReason: '' },
  };
  const recorder = (world: Awaited<ReturnType<typeof aFleet>>, answer = '0.25\n') =>
    createRecordRollback({ ...world, inference: memoryInference({ [serving.endpoint]: () => answer }) });

  it('moves both versions in one transaction, with who asked and why', async () => {
    const world = await aFleet();

    expect(await recorder(world)(input)).toEqual({ kind: 'rolled-back', from: '1.4.0', to: '1.3.0', reason: '' });
    expect([await world.stateOf('1.4.0'), await world.stateOf('1.3.0')]).toEqual(['rolled-back', 'live']);
    expect(world.recorded()).toEqual(['model.rolled-back', 'model.live']);
    expect((await world.registry.find({ ...who, version: '1.4.0' }))?.reason?.text).toBe(
      'It drifted. (asked for by rosa)',
    );
  });

  it('done twice is done once', async () => {
    const world = await aFleet();
    const first = await recorder(world)(input);

    expect(await recorder(world)(input)).toEqual(first);
    expect(world.recorded()).toHaveLength(2);
  });

  it('moves nothing when the old version does not serve as it did, and says so on record', async () => {
    const world = await aFleet();

    expect(await recorder(world, '0.9\n')(input)).toMatchObject({ kind: 'not-verified' });
    expect(await recorder(world)({ ...input, outcome: { ...input.outcome, config: 'other' } })).toMatchObject({
      kind: 'not-verified',
    });
    expect(world.recorded()).toEqual(['rollback.not-verified']);
    expect(await world.registry.find({ ...who, version: '1.4.0' })).toMatchObject({ state: 'live' });
  });

  it('keeps a reason of any length readable, with who asked', async () => {
    const world = await aFleet();
    await recorder(world)({ ...input, reason: 'x'.repeat(2000), requestedBy: 'r'.repeat(200) });

    const reason = (await world.registry.find({ ...who, version: '1.4.0' }))?.reason?.text;
    expect(reason).toHaveLength(2000);
    expect(reason).toMatch(/r{200}\)$/);
  });

  it('throws when somebody moved one of them meanwhile', async () => {
    const world = await aFleet({ '1.3.0': 'retired', '1.4.0': 'live' });

    await expect(recorder(world)(input)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
    expect(world.recorded()).toEqual([]);
  });
});

describe('planning a retirement', () => {
  it('names exactly what serves the model and what watches it', async () => {
    const plan = createPlanRetirement({ ...(await aFleet()), scheduleGroup: 'checks' });

    expect(await plan(asked)).toMatchObject({
      kind: 'planned',
      version: '1.4.0',
      serving: aServing('1.4.0'),
      schedule: { GroupName: 'checks' },
    });
  });

  it('says so when nothing is live', async () => {
    const plan = createPlanRetirement({ ...(await aFleet({ '1.3.0': 'superseded' })), scheduleGroup: 'checks' });

    expect(await plan(asked)).toMatchObject({ kind: 'nothing' });
  });
});

describe('recording a retirement', () => {
  it('retires what is live and all that a roll-back could have brought back, and nothing else', async () => {
    const world = await aFleet({
      '1.1.0': 'refused',
      '1.2.0': 'superseded',
      '1.3.0': 'rolled-back',
      '1.4.0': 'live',
      '1.5.0': 'awaiting-approval',
    });
    const result = await createRecordRetirement(world)({ ...asked, version: '1.4.0' });

    expect([...result.versions].sort()).toEqual(['1.2.0', '1.3.0', '1.4.0']);
    expect([await world.stateOf('1.1.0'), await world.stateOf('1.5.0')]).toEqual(['refused', 'awaiting-approval']);
  });

  it('done twice writes nothing more', async () => {
    const world = await aFleet();
    const retire = createRecordRetirement(world);
    await retire({ ...asked, version: '1.4.0' });
    const before = world.recorded();

    expect(await retire({ ...asked, version: '1.4.0' })).toEqual({ kind: 'retired', versions: [] });
    expect(world.recorded()).toEqual(before);
  });

  it('of many versions goes on where it broke off', async () => {
    const world = await aFleet(
      Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`1.${i}.0`, i === 69 ? 'live' : 'superseded'] as const)),
    );
    let commits = 0;
    const registry: typeof world.registry = {
      ...world.registry,
      commit: (...given) => {
        commits += 1;
        return commits === 2 ? Promise.reject(new Error('away')) : world.registry.commit(...given);
      },
    };
    const retire = createRecordRetirement({ ...world, registry });
    await expect(retire({ ...asked, version: '1.69.0' })).rejects.toThrow('away');

    expect((await retire({ ...asked, version: '1.69.0' })).versions).toHaveLength(40);
    expect(world.recorded()).toHaveLength(70);
    const shapes = verifyAudit([{ name: 'lending#credit-risk', records: world.registry.records }], []).filter(
      ({ kind }) => ['content', 'link', 'gap', 'fork', 'repeated-event'].includes(kind),
    );
    expect(shapes).toEqual([]);
  });
});
