import { describe, expect, it } from 'vitest';
import { createReceive, type ReceiveInput } from '../../functions/receive/receive.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/manifest-limits.ts';
import { aPolicy } from '../support/approval.ts';
import { memoryPolicies } from '../support/memory/policies.ts';
import { aReleaseWorld, FILES, ID, PREFIX, theManifest } from './release.world.ts';

const submission = (over: Partial<ReceiveInput> = {}): ReceiveInput => ({
  ...ID,
  prefix: PREFIX,
  manifestKey: `${PREFIX}manifest.yaml`,
  fingerprint: sha256('submission'),
  run: 'run-1',
  ...over,
});
const aDoor = (manifest?: Manifest, files?: Readonly<Record<string, string | Uint8Array>>) => {
  const world = aReleaseWorld();
  world.upload(manifest, files);
  return { ...world, receive: createReceive(world) };
};
const refusedWith = async (world: ReturnType<typeof aDoor>, input = submission()) => {
  expect((await world.receive(input)).kind).toBe('refused');
  const { refused } = await world.registry.inventory();
  return refused.flatMap(({ findings }) => findings.map(({ path, code }) => `${path} ${code}`));
};

describe('receiving a submission', () => {
  it('stores its bytes under their hashes, registers the version and pins the policy', async () => {
    const world = aDoor();

    expect(await world.receive(submission())).toEqual({ kind: 'received', findings: 0 });
    expect(await world.registry.find(ID)).toMatchObject({
      state: 'received',
      revision: 0,
      run: 'run-1',
      submitter: 'grace@example.com',
      policy: { version: 12, sha256: (await world.policies.current()).sha256 },
      files: { model: { sha256: sha256(FILES['model.tar.gz']), bytes: FILES['model.tar.gz'].length } },
    });
    expect(world.artefacts.keys()).toHaveLength(5);
    expect(world.recorded()).toEqual(['model.received']);
  });

  it('done twice is done once (R-12)', async () => {
    const world = aDoor();
    await world.receive(submission());
    const before = await world.registry.find(ID);

    expect(await world.receive(submission())).toEqual({ kind: 'received', findings: 0 });
    expect(await world.registry.find(ID)).toEqual(before);
    expect(world.recorded()).toEqual(['model.received']);
  });

  it('goes on after a crash between storing and registering', async () => {
    const world = aDoor();
    const broken = createReceive({
      ...world,
      registry: { ...world.registry, commit: () => Promise.reject(new Error('the table is away')) },
    });
    await expect(broken(submission())).rejects.toThrow('the table is away');

    expect((await world.receive(submission())).kind).toBe('received');
    expect(world.recorded()).toEqual(['model.received']);
  });

  it('does not depend on the upload any more once it is done (R-06)', async () => {
    const world = aDoor();
    await world.receive(submission());
    for (const name of ['manifest.yaml', ...Object.keys(FILES)]) world.uploads.remove(PREFIX + name);

    expect(world.artefacts.keys().every((key) => key.startsWith('sha256/'))).toBe(true);
  });
});

describe('a version number that is taken', () => {
  it('by the very upload that was registered is a duplicate, and nothing is written', async () => {
    const world = aDoor();
    await world.receive(submission());

    expect(await world.receive(submission({ run: 'run-2' }))).toEqual({ kind: 'duplicate', findings: 0 });
    expect(world.recorded()).toEqual(['model.received']);
  });

  it('by the same bytes uploaded again is a duplicate: the version stays as it was, with one record of it (R-04)', async () => {
    const world = aDoor();
    await world.receive(submission());
    const before = await world.registry.find(ID);
    world.upload();
    for (const run of ['run-2', 'run-2', 'run-3'])
      expect(await world.receive(submission({ run }))).toEqual({ kind: 'duplicate', findings: 0 });

    expect(await world.registry.find(ID)).toEqual(before);
    expect(world.recorded()).toEqual(['model.received', 'submission.duplicate']);
    expect(world.registry.records.at(-1)?.reason.text).toBe(
      'Version 1.4.0 is registered with these very bytes (received); nothing was done.',
    );
  });

  it('by other bytes is refused, and the earlier version stays as it was (R-04)', async () => {
    const world = aDoor();
    await world.receive(submission());
    const before = await world.registry.find(ID);
    world.upload(theManifest({ purpose: 'Something else altogether' }));

    expect(await refusedWith(world, submission({ run: 'run-2', fingerprint: sha256('other') }))).toEqual([
      'version version-is-immutable',
    ]);
    expect(await world.registry.find(ID)).toEqual(before);
  });

  it('by bytes on which the pipeline failed may be tried again, without what the failed run found', async () => {
    const world = aDoor();
    await world.receive(submission());
    const failed = await world.registry.find(ID);
    if (!failed) throw new TypeError('it was just received');
    world.registry.seed({
      ...failed,
      state: 'failed',
      revision: 6,
      evidence: { validation: 'a'.repeat(64), evaluation: 'b'.repeat(64) },
      approval: { requestId: 'r', expiresAt: 1 },
    });

    expect((await world.receive(submission({ run: 'run-2' }))).kind).toBe('received');
    const again = await world.registry.find(ID);
    expect(again).toMatchObject({ state: 'received', run: 'run-2', revision: 7, evidence: {} });
    expect(again).not.toHaveProperty('approval');
  });
});

describe('bytes that were refused', () => {
  const refusedBefore = async () => {
    const world = aDoor();
    await world.receive(submission());
    const received = await world.registry.find(ID);
    if (!received) throw new TypeError('it was just received');
    world.registry.seed({
      ...received,
      state: 'refused',
      revision: 3,
      evidence: { validation: 'a'.repeat(64) },
      reason: { code: 'pickle-global', text: 'it would import our.models.Score' },
    });
    return world;
  };

  it('stay refused under the same policy', async () => {
    const world = await refusedBefore();

    expect((await world.receive(submission({ run: 'run-2' }))).kind).toBe('duplicate');
  });

  it('are judged again under another, which is pinned, and nothing of the first verdict stays', async () => {
    const world = await refusedBefore();
    world.policies.apply({ ...(await world.policies.current()).policy, version: 13 });

    expect((await world.receive(submission({ run: 'run-2' }))).kind).toBe('received');
    const again = await world.registry.find(ID);
    expect(again).toMatchObject({
      state: 'received',
      run: 'run-2',
      revision: 4,
      evidence: {},
      policy: { version: 13, sha256: (await world.policies.current()).sha256 },
    });
    expect(again).not.toHaveProperty('reason');
    expect(world.recorded()).toEqual(['model.received', 'model.received']);
  });
});

describe('a submission is turned away', () => {
  it('with everything that is wrong, at once, and its number stays free', async () => {
    const world = aDoor(theManifest({ framework: 'sas' }), { 'model.tar.gz': FILES['model.tar.gz'], 'notes.txt': 'x' });

    expect(await refusedWith(world)).toEqual([
      'framework framework-not-accepted',
      'files.holdout.path file-missing',
      'files.baseline.path file-missing',
      'notes.txt unexpected-file',
    ]);
    expect(await world.registry.find(ID)).toBeUndefined();
    expect(world.recorded()).toEqual(['submission.refused']);
    expect(world.artefacts.keys()).toEqual([]);
  });

  it('when a file is not the one that was announced, and to what it hashes is said', async () => {
    const world = aDoor(theManifest(), { ...FILES, 'holdout.csv': 'income,debt,defaulted\n1,2,0\n' });

    expect(await refusedWith(world)).toEqual(['files.holdout.sha256 hash-mismatch']);
  });

  it('when the manifest names another place', async () => {
    expect(await refusedWith(aDoor(theManifest({ team: 'pricing' })))).toContain('team wrong-place');
  });

  it('when the manifest cannot be read', async () => {
    const world = aDoor();
    world.uploads.put(`${PREFIX}manifest.yaml`, 'submitter: grace@example.com\nmodel: [');

    expect((await refusedWith(world))[0]).toMatch(/^line \d+ not-yaml/);
  });

  it('when the manifest is gone again', async () => {
    const world = aDoor();
    world.uploads.remove(`${PREFIX}manifest.yaml`);

    expect(await refusedWith(world)).toEqual([`${PREFIX}manifest.yaml file-missing`]);
  });

  it('when the manifest is too large, without reading it (R-08)', async () => {
    const world = aDoor();
    world.uploads.put(`${PREFIX}manifest.yaml`, 'x'.repeat(LARGEST_MANIFEST + 1));

    expect(await refusedWith(world)).toEqual([`${PREFIX}manifest.yaml too-large`]);
    expect(world.uploads.opened).toEqual([]);
  });

  it('with a record that fits, however much is wrong', async () => {
    const strangers = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`${'long-'.repeat(120)}${i}.txt`, 'x']),
    );
    const world = aDoor(theManifest(), { ...FILES, ...strangers });

    expect((await world.receive(submission())).findings).toBe(500);
    const [refused] = (await world.registry.inventory()).refused;
    expect(refused?.findings).toHaveLength(101);
    expect(JSON.stringify(refused).length).toBeLessThan(400_000);
  });

  it('and counted by the kinds of its reasons', async () => {
    const world = aDoor(theManifest({ framework: 'sas' }), { 'model.tar.gz': FILES['model.tar.gz'], 'notes.txt': 'x' });
    await world.receive(submission());

    expect(world.counted).toEqual(['GateRefusals against-policy', 'GateRefusals wrong-files']);
  });

  it('once, however often the step is repeated', async () => {
    const world = aDoor(theManifest({ framework: 'sas' }));
    await world.receive(submission());

    expect(await world.receive(submission())).toMatchObject({ kind: 'refused' });
    expect(world.recorded()).toEqual(['submission.refused']);
  });

  it('and comes in with the same number once it is corrected', async () => {
    const world = aDoor(theManifest({ framework: 'sas' }));
    await world.receive(submission());
    world.upload();

    expect((await world.receive(submission({ run: 'run-2', fingerprint: sha256('corrected') }))).kind).toBe('received');
  });
});

describe('receiving without a policy', () => {
  it('fails by name: nothing can be judged', async () => {
    const world = aDoor();
    const policies = memoryPolicies();

    await expect(createReceive({ ...world, policies })(submission())).rejects.toMatchObject({ name: 'PolicyMissing' });
    policies.apply(aPolicy());
    expect((await createReceive({ ...world, policies })(submission())).kind).toBe('received');
  });
});
