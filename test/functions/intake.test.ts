import { describe, expect, it } from 'vitest';
import { createIntake } from '../../functions/intake/intake.ts';
import { ObjectCreated } from '../../shared/events/catalogue.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/read-manifest.ts';
import type { ReleaseInput } from '../../shared/registry/release-run.ts';
import { memoryUploads } from '../support/memory/uploads.ts';
import { PREFIX } from './release.world.ts';

const files = { [`${PREFIX}manifest.yaml`]: 'model: x', [`${PREFIX}model.tar.gz`]: 'bytes' };
const arrival = (key = `${PREFIX}manifest.yaml`, id = 'event-1') =>
  ObjectCreated.parse({
    id,
    time: '2026-11-23T09:14:00Z',
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'intake' }, object: { key, size: 8, sequencer: id } },
  });
const anIntake = (uploads = memoryUploads(files)) => {
  const started = new Map<string, ReleaseInput>();
  const intake = createIntake({
    uploads,
    startRelease: async (name, input) => {
      if (started.has(name)) return 'exists';
      started.set(name, input);
      return 'started';
    },
  });
  return { intake, started, uploads };
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
    const { intake, started } = anIntake();
    const results = [];
    for (let i = 0; i < 10; i++) results.push((await intake(arrival(undefined, `event-${i}`))).kind);

    expect(results).toEqual(['started', ...Array(9).fill('duplicate')]);
    expect(started.size).toBe(1);
    expect(JSON.stringify([...started.values()])).not.toMatch(/event-|2026/);
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

  it('is ignored when the manifest is gone again, or lies elsewhere', async () => {
    const { intake, started, uploads } = anIntake();
    uploads.remove(`${PREFIX}manifest.yaml`);

    expect((await intake(arrival())).kind).toBe('ignored');
    expect((await intake(arrival('somewhere/else/manifest.yaml'))).kind).toBe('ignored');
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
