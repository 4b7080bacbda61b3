import { describe, expect, it } from 'vitest';
import { createIntake } from '../../functions/intake/intake.ts';
import { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/manifest-limits.ts';
import type { ReleaseInput } from '../../shared/registry/release-run.ts';
import { NOW } from '../support/approval.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memoryUploads } from '../support/memory/uploads.ts';
import { PREFIX } from './release.world.ts';

const files = { [`${PREFIX}manifest.yaml`]: 'model: x', [`${PREFIX}model.tar.gz`]: 'bytes' };
const arrival = (key = `${PREFIX}manifest.yaml`, id = 'event-1', time = '2026-11-23T09:14:00Z') =>
  ObjectCreated.parse({
    id,
    time,
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'intake' }, object: { key, size: 8, sequencer: id } },
  });
/** When every run of this test began: half a second after the manifest came. */
const STARTED = new Date('2026-11-23T09:14:00.500Z');

const anIntake = (uploads = memoryUploads(files)) => {
  const started = new Map<string, ReleaseInput>();
  const registry = memoryRegistry();
  const inForce = { sha256: sha256('policy 1') };
  const intake = createIntake({
    uploads,
    policyInForce: async () => inForce,
    record: async (draft) => void (await registry.commit([], [draft])),
    clock: () => NOW,
    startRelease: async (name, input) => {
      if (started.has(name)) return { kind: 'exists', since: STARTED };
      started.set(name, input);
      return { kind: 'started' };
    },
  });
  return { intake, started, uploads, inForce, records: registry.records };
};

describe('the arrival of a manifest', () => {
  it('starts its release under a name that follows from what was sent', async () => {
    const { intake, started } = anIntake();

    expect(await intake(arrival())).toEqual({ kind: 'started', key: `${PREFIX}manifest.yaml` });
    const [[name, input] = []] = [...started];
    expect(name).toBe(`release-${input?.fingerprint.slice(0, 40)}`);
    expect(input).toMatchObject({ team: 'lending', model: 'credit-risk', version: '1.4.0', prefix: PREFIX });
  });

  it('delivered ten times, by whatever events, starts one release with the same input (R-01, R-10)', async () => {
    const { intake, started, records } = anIntake();
    const results = [];
    for (let i = 0; i < 10; i++) results.push((await intake(arrival(undefined, `event-${i}`))).kind);

    expect(results).toEqual(['started', ...Array(9).fill('duplicate')]);
    expect(started.size).toBe(1);
    expect(JSON.stringify([...started.values()])).not.toMatch(/event-|2026/);
    expect(records).toEqual([]);
  });

  it('once more, with the bytes of before, starts nothing and is on record as that, once for each upload (R-04)', async () => {
    const { intake, started, records } = anIntake();
    await intake(arrival());
    const again = (id: string, time: string) => intake(arrival(undefined, id, time));
    await again('upload-2', '2026-11-23T09:20:00Z');
    await again('upload-2', '2026-11-23T09:20:00Z');
    expect(records).toHaveLength(1);
    await again('upload-3', '2026-11-24T10:00:00Z');

    expect(started.size).toBe(1);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({
      type: 'submission.duplicate',
      chain: 'lending#credit-risk',
      subject: { model: 'lending/credit-risk', version: '1.4.0' },
    });
    expect(records[0]?.reason.text).toContain('taken up on Monday 23 November, 09:14 UTC');
    expect(records[0]?.refs.fingerprint).toBe([...started.values()][0]?.fingerprint);
  });

  it('after a file was corrected starts another release', async () => {
    const { intake, started, uploads } = anIntake();
    await intake(arrival());
    uploads.put(`${PREFIX}model.tar.gz`, 'other');
    await intake(arrival());
    uploads.put(`${PREFIX}manifest.yaml`, 'model: y');
    await intake(arrival());

    expect(started.size).toBe(3);
  });

  it('under another policy starts another release of the same bytes, for a verdict is one of both', async () => {
    const { intake, started, inForce } = anIntake();
    await intake(arrival());
    inForce.sha256 = sha256('policy 2');

    expect((await intake(arrival())).kind).toBe('started');
    expect((await intake(arrival())).kind).toBe('duplicate');
    expect(started.size).toBe(2);
  });

  it('is ignored when the manifest is gone again', async () => {
    const { intake, started, uploads } = anIntake();
    uploads.remove(`${PREFIX}manifest.yaml`);

    expect((await intake(arrival())).kind).toBe('ignored');
    expect(started.size).toBe(0);
  });

  it('does not read one that is too large to be a manifest, but lets the release refuse it (R-08)', async () => {
    const { intake, started, uploads } = anIntake();
    uploads.put(`${PREFIX}manifest.yaml`, 'x'.repeat(LARGEST_MANIFEST + 1));

    expect((await intake(arrival())).kind).toBe('started');
    expect(uploads.opened).toEqual([]);
    expect(started.size).toBe(1);
  });
});

describe('an upload that is meant as a manifest and is none (R-07)', () => {
  it.each([
    ['lending/credit-risk/v1.4.0/manifest.yaml', 'lending', 'v1.4.0'],
    ['lending/credit-risk/1.4.0/manifest.yml', 'lending', 'manifest.yml'],
    ['lending/credit-risk/1.4.0/Manifest.YAML', 'lending', 'Manifest.YAML'],
    ['lending/Credit Risk+%20/1.4.0/manifest.json', 'lending', 'Credit Risk+%20'],
    ['credit-risk/1.4.0/manifest.yaml', 'credit-risk', '2 folders deep'],
    ['manifest.yaml', '', '0 folders deep'],
    ['../../etc/manifest.yaml', '', '..'],
    ['lending//1.4.0/manifest.yaml', 'lending', '""'],
    ['lending/cre\u0301dit/1.4.0/manifest.yaml', 'lending', 'is no model'],
    [`${'x'.repeat(1000)}/a/b/manifest.yaml`, '', 'is no team'],
  ])('%j is recorded once, with its team and what would be right', async (key, team, why) => {
    const { intake, started, records } = anIntake();

    expect(await intake(arrival(key))).toEqual({ kind: 'misplaced', key });
    await intake(arrival(key));
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ type: 'upload.misplaced', chain: '#misplaced', subject: { model: team } });
    expect(records[0]?.reason.text).toContain(why);
    expect(started.size).toBe(0);
  });

  it.each([
    'lending/credit-risk/1.4.0/model.tar.gz',
    'lending/credit-risk/1.4.0/parts/manifest.yaml',
    'lending/credit-risk/1.4.0/',
    'anything at all.txt',
  ])('is not %j, which waits for its manifest', async (key) => {
    const { intake, records } = anIntake();

    expect((await intake(arrival(key))).kind).toBe('ignored');
    expect(records).toEqual([]);
  });
});
