import { describe, expect, it } from 'vitest';
import { ModelHealth } from '../../shared/registry/schema.ts';
import { aMonitor, hour, who } from './drift-check.world.ts';
import { theManifest } from './release.world.ts';

const typesAfterVerdicts = (records: readonly { readonly type: string }[]) =>
  records.map(({ type }) => type).filter((type) => type !== 'monitor.verdict');

/** Drifted windows until the alarm is on, calm ones until it is off, and drifted ones again. */
const onOffOn = { 8: 60, 9: 60, 10: 0, 11: 0, 12: 60, 13: 60 };

describe('asking for a retraining', () => {
  const retrain = { onDrift: 'retrain' as const };

  it('announces everything that a training job needs', async () => {
    const world = await aMonitor({ 8: 60, 9: 60 }, retrain);
    await world.check(8);
    await world.check(9);

    const { files, manifest } = world.live;
    expect(world.registry.records.find(({ type }) => type === 'monitor.reaction')).toMatchObject({
      reason: { code: 'retrain', text: expect.stringContaining('income') },
      subject: { model: 'lending/credit-risk', version: '1.4.0' },
      refs: {
        windowFrom: hour(9),
        windowTo: hour(10),
        manifest: `s3://artefacts/${manifest.key}`,
        model: `s3://artefacts/${files.model.key}`,
        baseline: `s3://artefacts/${files.baseline.key}`,
        holdout: `s3://artefacts/${files.holdout.key}`,
        traffic: expect.stringMatching(/^s3:\/\/capture\/slipway-lending-credit-risk-\w+\/AllTraffic\/$/),
        page: expect.stringMatching(/^s3:\/\/evidence\/reports\/drift\/.*\.html$/),
        drifted: expect.stringContaining('income'),
      },
    });
    expect(theManifest().retraining).toBeUndefined();
  });

  it('asks once for the same cause within the cooldown, and says on record why not again (R-53)', async () => {
    const world = await aMonitor(onOffOn, retrain);
    for (const n of [8, 9, 10, 11, 12]) await world.check(n);
    const again = await world.check(13);

    expect(again).toMatchObject({ verdict: 'drifted', reaction: 'none' });
    expect(typesAfterVerdicts(world.registry.records)).toEqual(['monitor.reaction', 'monitor.suppressed']);
    expect(world.registry.records.at(-1)).toMatchObject({
      reason: { code: 'same-cause', text: expect.stringContaining(hour(10)) },
    });
    expect(await world.registry.health(who)).toMatchObject({ alarm: true, reactions: [{ reaction: 'retrain' }] });
  });

  it('asks again when the cooldown is over', async () => {
    const world = await aMonitor(onOffOn, { ...retrain, retrainingCooldownSeconds: 3 * 3600 });
    for (const n of [8, 9, 10, 11, 12]) await world.check(n);

    expect(await world.check(13)).toMatchObject({ reaction: 'retrain' });
  });

  it('remembers what was asked for longer than the windows', async () => {
    const world = await aMonitor(onOffOn, retrain);
    for (const n of [8, 9]) await world.check(n);
    const health = ModelHealth.parse(await world.registry.health(who));
    await world.registry.commit(
      [{ kind: 'save-health', health: { ...health, recent: [], alarm: false, revision: health.revision + 1 } }],
      [{ ...world.registry.records[0], eventId: 'f'.repeat(64) } as never],
    );
    for (const n of [12, 13]) await world.run({ window: { from: hour(n), to: hour(n + 1) } });

    expect(world.registry.records.at(-1)).toMatchObject({ type: 'monitor.suppressed' });
  });
});

describe('windows with too few rows', () => {
  it('are judged together as soon as they are enough, from counts that were kept', async () => {
    const world = await aMonitor({ 8: 0, 9: 0, 10: 0, 11: 0 }, {}, 40);

    expect(await world.check(8)).toMatchObject({ verdict: 'not-enough-evidence' });
    expect(await world.registry.health(who)).toMatchObject({ waiting: { from: hour(8), to: hour(9) } });
    expect(await world.check(9)).toMatchObject({ verdict: 'not-enough-evidence' });
    expect(await world.check(10)).toMatchObject({ verdict: 'stable' });
    expect(await world.registry.health(who)).toMatchObject({ rows: 120 });
    expect((await world.registry.health(who))?.waiting).toBeUndefined();
    expect(await world.check(11)).toMatchObject({ verdict: 'not-enough-evidence' });
  });
});
