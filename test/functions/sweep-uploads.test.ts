import { describe, expect, it } from 'vitest';
import { createIntake } from '../../functions/intake/intake.ts';
import { createSweepUploads } from '../../functions/sweep-uploads/sweep-uploads.ts';
import { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { ExternalModel } from '../../shared/registry/external-model.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import { NOW } from '../support/approval.ts';
import { aModelVersion, anExternalModel } from '../support/builders.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memoryUploads } from '../support/memory/uploads.ts';
import { PREFIX } from './release.world.ts';

const MINUTE = 60_000;
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE);

/** An intake whose every event was lost, and a clock that is moved by hand. */
const anIntake = () => {
  const uploads = memoryUploads();
  const registry = memoryRegistry();
  const runs = new Map<string, Date>();
  const watched: ObjectCreated[] = [];
  const metrics: Metric[] = [];
  const now = { at: NOW };
  const startOnce = (name: string) => {
    const since = runs.get(name);
    if (since) return { kind: 'exists', since } as const;
    runs.set(name, now.at);
    return { kind: 'started' } as const;
  };
  const intake = {
    uploads,
    policyInForce: async () => ({ sha256: sha256('policy 1') }),
    record: async (draft: Parameters<typeof registry.commit>[1][number]) => void (await registry.commit([], [draft])),
    clock: () => now.at,
    startRelease: async (name: string) => startOnce(name),
  };
  const sweepOf = createSweepUploads({
    ...intake,
    registry,
    startExternal: async (name, event) => {
      watched.push(event);
      return startOnce(name);
    },
    bucket: 'intake',
    emit: (counted) => void metrics.push(...counted),
  });
  const sweep = () => sweepOf({ time: now.at.toISOString() });
  const later = (minutes: number) => {
    now.at = new Date(now.at.getTime() + minutes * MINUTE);
  };
  const told = () => registry.records.map(({ type, subject }) => `${type} ${subject.model}`.trim());
  return { uploads, registry, runs, watched, metrics, intake, sweep, later, told };
};
type World = ReturnType<typeof anIntake>;

const submit = ({ uploads }: World, minutes: number, prefix = PREFIX) => {
  for (const name of ['model.tar.gz', 'holdout.csv', 'baseline.csv', 'manifest.yaml'])
    uploads.put(prefix + name, `${prefix}${name}`, ago(minutes));
};

describe('an upload whose event was lost (R-03)', () => {
  it('is started by the next sweep once it is ten minutes old, and once only', async () => {
    const world = anIntake();
    for (let i = 0; i < 20; i++) submit(world, 10, `lending/credit-risk/1.${i}.0/`);
    submit(world, 9, 'lending/credit-risk/2.0.0/');

    expect(await world.sweep()).toEqual({ started: 20, incomplete: 0 });
    expect(await world.sweep()).toEqual({ started: 0, incomplete: 0 });
    expect(world.metrics.slice(0, 2)).toEqual([
      { name: 'UploadsStartedLate', value: 20, unit: 'Count' },
      { name: 'IncompleteUploads', value: 0, unit: 'Count' },
    ]);
    world.later(1);
    expect((await world.sweep()).started).toBe(1);
  });

  it('is one run with the event that comes after all, without a record of a second upload', async () => {
    const world = anIntake();
    submit(world, 30);
    await world.sweep();
    const event = ObjectCreated.parse({
      id: 'late',
      time: ago(30).toISOString(),
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'intake' }, object: { key: `${PREFIX}manifest.yaml`, 'version-id': 'v4' } },
    });

    expect((await createIntake(world.intake)(event)).kind).toBe('duplicate');
    expect(world.runs.size).toBe(1);
    expect(world.told()).toEqual([]);
  });

  it('is left alone when it was taken in, refused, or its version is registered and its manifest gone', async () => {
    const world = anIntake();
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) submit(world, 300, `lending/credit-risk/${version}/`);
    world.uploads.remove('lending/credit-risk/1.1.0/manifest.yaml');
    const at = ago(299).toISOString();
    for (const version of ['1.0.0', '1.1.0']) world.registry.seed(aModelVersion({ version, receivedAt: at }));
    const id = { team: 'lending', model: 'credit-risk', version: '1.2.0' };
    await refuse(world, id, at);

    expect(await world.sweep()).toEqual({ started: 0, incomplete: 0 });
    expect(world.runs.size).toBe(0);
  });

  it('that was turned away for a missing file is completed by that file (R-05)', async () => {
    const world = anIntake();
    submit(world, 300);
    await refuse(world, { team: 'lending', model: 'credit-risk', version: '1.4.0' }, ago(299).toISOString());
    world.uploads.put(`${PREFIX}model.tar.gz`, 'the right one', ago(20));

    expect((await world.sweep()).started).toBe(1);
  });

  it('of the bytes of before is on record as that, as its event would have had it (R-04)', async () => {
    const world = anIntake();
    submit(world, 300);
    await world.sweep();
    world.later(60);
    world.uploads.put(`${PREFIX}manifest.yaml`, `${PREFIX}manifest.yaml`, new Date(NOW.getTime() + 40 * MINUTE));

    for (let i = 0; i < 3; i++) expect((await world.sweep()).started).toBe(0);
    expect(world.told()).toEqual(['submission.duplicate lending/credit-risk']);
  });

  it('that is meant as a manifest and is none is told of, once', async () => {
    const world = anIntake();
    world.uploads.put('lending/credit-risk/v2/Manifest.yml', 'x', ago(90));
    world.uploads.put('lending/credit-risk/v2/model.onnx', 'x', ago(90));
    await world.sweep();

    expect(await world.sweep()).toEqual({ started: 0, incomplete: 0 });
    expect(world.told()).toEqual(['upload.misplaced lending']);
  });
});

describe('a model that runs elsewhere, whose event was lost', () => {
  const elsewhere = (version: string, since: Date): ExternalModel =>
    anExternalModel({ team: 'lending', model: 'score', version, since: since.toISOString() });
  const put = ({ uploads }: World, version: string, minutes: number) => {
    uploads.put(`lending/score/${version}/baseline.csv`, version, ago(minutes));
    uploads.put(`lending/score/${version}/external.yaml`, version, ago(minutes));
  };

  it('is started with the event that did not come, once', async () => {
    const world = anIntake();
    put(world, '1.0.0', 40);

    expect((await world.sweep()).started).toBe(1);
    expect((await world.sweep()).started).toBe(0);
    expect(ObjectCreated.parse(world.watched[0])).toMatchObject({
      time: ago(40).toISOString(),
      detail: { bucket: { name: 'intake' }, object: { key: 'lending/score/1.0.0/external.yaml', 'version-id': 'v2' } },
    });
  });

  it('is not brought back by its older version, not by a file beside that either', async () => {
    const world = anIntake();
    put(world, '1.0.0', 400);
    put(world, '2.0.0', 200);
    world.uploads.put('lending/score/1.0.0/baseline.csv', 'newer', ago(100));
    await world.registry.commit([{ kind: 'save-external', external: elsewhere('2.0.0', ago(199)) }], [draft()]);

    expect(await world.sweep()).toEqual({ started: 0, incomplete: 0 });
    expect(world.watched).toEqual([]);
  });
});

describe('an upload for which no manifest comes (R-03, R-05)', () => {
  it('is told to its team an hour after its last file, once, and stays', async () => {
    const world = anIntake();
    world.uploads.put(`${PREFIX}model.tar.gz`, 'bytes', ago(59));
    world.uploads.put(`${PREFIX}holdout.csv`, 'rows', ago(70));

    expect(await world.sweep()).toEqual({ started: 0, incomplete: 0 });
    world.later(1);
    for (let i = 0; i < 3; i++) expect(await world.sweep()).toEqual({ started: 0, incomplete: 1 });

    expect(world.registry.records).toHaveLength(1);
    expect(world.registry.records[0]).toMatchObject({
      chain: '#misplaced',
      type: 'upload.incomplete',
      subject: { model: 'lending' },
      reason: {
        code: 'incomplete',
        text: expect.stringMatching(/^lending\/credit-risk\/1\.4\.0\/ \(2 files, 9 bytes, /),
      },
    });
    expect(world.metrics.at(-1)).toEqual({ name: 'IncompleteUploads', value: 1, unit: 'Count' });
    expect((await world.uploads.list(PREFIX)).length).toBe(2);
  });

  it('is completed by its manifest', async () => {
    const world = anIntake();
    world.uploads.put(`${PREFIX}model.tar.gz`, 'bytes', ago(90));
    await world.sweep();
    world.uploads.put(`${PREFIX}manifest.yaml`, 'x', NOW);
    world.later(10);

    expect(await world.sweep()).toEqual({ started: 1, incomplete: 0 });
  });

  it('is told for every place of a team in one record, and again only when something newer waits', async () => {
    const world = anIntake();
    for (let i = 10; i < 25; i++) world.uploads.put(`lending/m-${i}/1.0.0/model.onnx`, 'x', ago(100 + i));
    world.uploads.put('lending/notes.txt', 'x', ago(500));
    world.uploads.put('risk/m/draft/model.onnx', 'x', ago(500));
    await world.sweep();
    expect(world.told().sort()).toEqual(['upload.incomplete lending', 'upload.incomplete risk']);
    expect(world.registry.records[0]?.reason.text).toContain('and 6 more places');

    world.uploads.remove('lending/m-24/1.0.0/model.onnx');
    await world.sweep();
    expect(world.told()).toHaveLength(2);
    world.uploads.put('lending/late/1.0.0/model.onnx', 'x', ago(61));
    await world.sweep();
    expect(world.told()).toHaveLength(3);
    expect(world.registry.records.at(-1)?.reason.text).toMatch(/^lending\/late\/1\.0\.0\/ /);
  });

  it('is told at most once a day where something comes all the time', async () => {
    const world = anIntake();
    world.uploads.put('lending/export/old.log', 'x', ago(26 * 60));
    for (let i = 0; i < 8; i++) {
      world.uploads.put('lending/export/new.log', `${i}`, new Date(NOW.getTime() + i * 15 * MINUTE));
      await world.sweep();
      world.later(15);
    }

    expect(world.told()).toEqual(['upload.incomplete lending']);
  });

  it('is on record even where it is nobody’s, whatever its key', async () => {
    const world = anIntake();
    for (const key of ['top.bin', 'Ünknown/a\u202e\u0007/b//c', '../../x/y', 'x'.repeat(1000)])
      world.uploads.put(key, 'x', ago(90));

    expect(await world.sweep()).toEqual({ started: 0, incomplete: 3 });
    expect(world.told()).toEqual(['upload.incomplete']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a mail
    expect(world.registry.records[0]?.reason.text).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('is none where only folder markers, pushed records or late labels lie', async () => {
    const world = anIntake();
    world.uploads.put('lending/', '', ago(90));
    world.uploads.put(PREFIX, '', ago(90));
    world.uploads.put('observations/lending/score/2026/11/23/08/a.jsonl', 'x', ago(90));
    world.uploads.put('labels/lending/score/2026/11/23/08/a.jsonl', 'x', ago(90));

    expect(await world.sweep()).toEqual({ started: 0, incomplete: 0 });
  });
});

describe('a sweep that cannot look at one upload', () => {
  it('looks at the others, and says that it is not complete', async () => {
    const world = anIntake();
    submit(world, 30, 'lending/a-model/1.0.0/');
    submit(world, 30, 'lending/b-model/1.0.0/');
    const { startRelease } = world.intake;
    const broken = createSweepUploads({
      ...world.intake,
      startRelease: async (name, input) => {
        if (input.model === 'a-model') throw new Error('throttled');
        return startRelease(name);
      },
      registry: world.registry,
      startExternal: async () => ({ kind: 'exists' }),
      bucket: 'intake',
      emit: () => {},
    });

    await expect(broken({ time: NOW.toISOString() })).rejects.toMatchObject({
      name: 'SweepIncomplete',
      message: '1 uploads could not be looked after',
    });
    expect(world.runs.size).toBe(1);
  });
});

const draft = () => ({
  chain: 'lending#score',
  eventId: sha256('draft'),
  type: 'external.registered' as const,
  at: NOW.toISOString(),
  actor: { kind: 'service' as const, id: 'x', assurance: 'iam-role' },
  subject: { model: 'lending/score', version: '2.0.0', digest: '' },
  from: '',
  to: '',
  reason: { code: '', text: '' },
  evidence: {},
  refs: {},
});

const refuse = async ({ registry }: World, id: { team: string; model: string; version: string }, at: string) => {
  const findings = [{ path: 'files.model.path', code: 'file-missing', message: 'model.tar.gz was not uploaded' }];
  const submission = { ...id, fingerprint: sha256(at), submitter: '', at, findings };
  await registry.commit([{ kind: 'refuse-submission', submission }], [{ ...draft(), eventId: sha256(`refuse ${at}`) }]);
};
