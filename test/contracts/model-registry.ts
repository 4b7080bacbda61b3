import { describe, expect, it } from 'vitest';
import { chainOf, eventIdOf, recordHash } from '../../shared/audit/chain.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import { type AuditDraft, AuditRecord } from '../../shared/audit/schema.ts';
import { verifyAudit } from '../../shared/audit/verify.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import type { ModelVersion, State } from '../../shared/registry/schema.ts';
import { NOW } from '../support/approval.ts';
import { aDraft, aHealth, aModelVersion, aRefusedSubmission, aServing } from '../support/builders.ts';

export interface RegistryUnderTest {
  readonly registry: ModelRegistry;
  readonly audit: AuditTrail;
}

interface Sizes {
  /** Appends at once on one chain (T-04). */
  readonly concurrent: number;
}

let models = 0;

const moved = (version: ModelVersion, to: State): ModelVersion => {
  const result = move(version, to, NOW);
  if (result.kind !== 'moved') throw new TypeError(`a fixture may not go from ${version.state} to ${to}`);
  return result.next;
};

/** What every registry with its audit trail must do. Each fact works on a model of its own. */
export const modelRegistryContract = (
  name: string,
  create: () => Promise<RegistryUnderTest>,
  { concurrent }: Sizes,
): void => {
  describe(`model registry: ${name}`, () => {
    const setUp = async () => {
      const { registry, audit } = await create();
      models += 1;
      const version = aModelVersion({ model: `model-${models}` });
      const register = (one = version) => registry.commit([{ kind: 'register', version: one }], [aDraft(one)]);
      const save = (from: ModelVersion, to: State, over: Partial<AuditDraft> = {}) =>
        registry.commit([{ kind: 'save', version: moved(from, to) }], [aDraft(moved(from, to), from.state, over)]);
      const chain = async () => (await audit.chain(chainOf(version))) as AuditRecord[];
      const verified = async () =>
        verifyAudit(
          [{ name: chainOf(version), records: await chain() }],
          (await registry.versionsOf(version)).map((one) => ({
            chain: chainOf(one),
            version: one.version,
            state: one.state,
          })),
        );
      return { registry, audit, version, register, save, chain, verified };
    };

    it('finds nothing of a model it does not know', async () => {
      const { registry, version, chain } = await setUp();

      expect(await registry.find(version)).toBeUndefined();
      expect(await registry.versionsOf(version)).toEqual([]);
      expect(await registry.health(version)).toBeUndefined();
      expect(await chain()).toEqual([]);
    });

    it('finds a registered version as it was, with everything it has', async () => {
      const { registry, version, register } = await setUp();
      const whole: ModelVersion = {
        ...version,
        purpose: 'Größe, 日本語, "quotes" and \u{1F6A2}',
        evidence: { validation: 'a'.repeat(64) },
        serving: aServing(),
        approval: { requestId: 'r', expiresAt: 2_000_000_000 },
        reason: { code: 'c', text: '' },
      };
      await register(whole);

      expect(await registry.find(version)).toEqual(whole);
      expect(await registry.versionsOf(version)).toEqual([whole]);
    });

    it('registers a version once: whoever comes second is told (R-04)', async () => {
      const { registry, version, register, chain } = await setUp();
      await register();
      const other = { ...version, run: 'run-2', manifest: { ...version.manifest, sha256: 'f'.repeat(64) } };

      const second = registry.commit(
        [{ kind: 'register', version: other }],
        [aDraft(other, '', { eventId: eventIdOf('other', version.model) })],
      );
      await expect(second).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await registry.find(version)).toEqual(version);
      expect(await chain()).toHaveLength(1);
    });

    it('keeps the versions of one model apart from those of a model whose name it begins', async () => {
      const { registry, version, register } = await setUp();
      const longer = { ...version, model: `${version.model}-x` };
      await register();
      await register(longer);

      expect(await registry.versionsOf(version)).toEqual([version]);
      expect(await registry.versionsOf(longer)).toEqual([longer]);
    });

    it('saves on the revision that was decided on, and nothing otherwise', async () => {
      const { registry, version, register, save, chain } = await setUp();
      await register();
      await save(version, 'validated');

      await expect(save(version, 'refused')).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await registry.find(version)).toMatchObject({ state: 'validated', revision: 1 });
      expect(await chain()).toHaveLength(2);
    });

    it('does not save what was never registered', async () => {
      const { registry, version, save, chain } = await setUp();

      await expect(save(version, 'validated')).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await registry.find(version)).toBeUndefined();
      expect(await chain()).toEqual([]);
    });

    it('makes several changes together, or none of them (T-02)', async () => {
      const { registry, version, register, chain, verified } = await setUp();
      const second = { ...version, version: '1.5.0' };
      await register();
      await register(second);
      const [one, two] = [moved(version, 'validated'), moved(second, 'validated')];
      const drafts = [aDraft(one, 'received'), aDraft(two, 'received')];

      const stale = registry.commit(
        [
          { kind: 'save', version: one },
          { kind: 'save', version: { ...two, revision: 9 } },
        ],
        drafts,
      );
      await expect(stale).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await registry.find(one)).toMatchObject({ state: 'received' });
      expect(await chain()).toHaveLength(2);

      await registry.commit(
        [
          { kind: 'save', version: one },
          { kind: 'save', version: two },
        ],
        drafts,
      );
      expect((await chain()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(await verified()).toEqual([]);
    });

    it('takes a repeated event for the same step: it answers the record and writes nothing (T-05)', async () => {
      const { version, register, save, chain } = await setUp();
      await register();
      const first = await save(version, 'validated');

      expect(await save(version, 'validated')).toEqual(first);
      expect(await chain()).toHaveLength(2);
    });

    it('lets one of many who decide on the same revision win, the others being told or shown its record', async () => {
      const { version, register, save, chain, verified } = await setUp();
      await register();
      const tries = (['validated', 'refused', 'withdrawn', 'failed'] as const).flatMap((to) => [
        save(version, to),
        save(version, to),
      ]);
      const results = await Promise.allSettled(tries);

      expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'VersionConflict' });
      expect(await chain()).toHaveLength(2);
      expect(await verified()).toEqual([]);
    });

    it('refuses a commit without a record, or with records of two chains', async () => {
      const { registry, version } = await setUp();
      const change = { kind: 'register', version } as const;

      await expect(registry.commit([change], [])).rejects.toThrow('drafts of one chain');
      await expect(
        registry.commit([change], [aDraft(version), aDraft({ ...version, model: 'other' })]),
      ).rejects.toThrow('drafts of one chain');
      expect(await registry.find(version)).toBeUndefined();
    });

    it('stores nothing that it could not read again', async () => {
      const { registry, version, register, chain } = await setUp();
      await register();
      const wordy = { ...moved(version, 'refused'), reason: { code: 'c', text: 'x'.repeat(2001) } };

      await expect(
        registry.commit([{ kind: 'save', version: wordy }], [aDraft(moved(version, 'refused'))]),
      ).rejects.toThrow();
      const draft = aDraft(moved(version, 'refused'), 'received', { reason: { code: '', text: 'x'.repeat(2001) } });
      await expect(registry.commit([{ kind: 'save', version: moved(version, 'refused') }], [draft])).rejects.toThrow();
      expect(await registry.find(version)).toEqual(version);
      expect(await chain()).toHaveLength(1);
    });

    it('gives back records that hash to what they say (T-06)', async () => {
      const { version, register, chain } = await setUp();
      const [written] = await register();
      const [read] = (await chain()).map((record) => AuditRecord.parse(record));
      const { hash, ...content } = read as AuditRecord;

      expect(read).toEqual(written);
      expect(recordHash(content)).toBe(hash);
      expect(read?.chain).toBe(chainOf(version));
    });

    it(`takes ${concurrent} appends at once on one chain, without a gap or a fork, if those who lose try again (T-04)`, async () => {
      const { registry, version, register, chain, verified } = await setUp();
      await register();
      const append = async (n: number): Promise<unknown> => {
        const draft = aDraft(version, version.state, {
          type: 'monitor.verdict',
          eventId: eventIdOf('append', version.model, String(n)),
        });
        try {
          return await registry.commit([], [draft]);
        } catch (error) {
          if ((error as Error).name !== 'AuditUnavailable') throw error;
          return append(n);
        }
      };
      await Promise.all(Array.from({ length: concurrent }, (_, n) => append(n)));

      expect((await chain()).map(({ seq }) => seq)).toEqual(Array.from({ length: concurrent + 1 }, (_, n) => n + 1));
      expect(await verified()).toEqual([]);
    });

    it('keeps a refused submission with its findings, once for each fingerprint', async () => {
      const { registry, version } = await setUp();
      const submission = aRefusedSubmission({ model: version.model, fingerprint: eventIdOf(version.model) });
      const draft = (step: string) =>
        aDraft(version, 'received', {
          type: 'submission.refused',
          from: '',
          to: '',
          eventId: eventIdOf(step, version.model),
        });
      await registry.commit([{ kind: 'refuse-submission', submission }], [draft('one')]);

      await expect(registry.commit([{ kind: 'refuse-submission', submission }], [draft('two')])).rejects.toMatchObject({
        name: 'VersionConflict',
      });
      expect((await registry.inventory()).refused).toContainEqual(submission);
      expect(await registry.versionsOf(version)).toEqual([]);
    });

    it('keeps the health of a model, on its revision', async () => {
      const { registry, version } = await setUp();
      const health = aHealth({ model: version.model });
      const draft = (step: string) =>
        aDraft(version, 'received', {
          type: 'monitor.verdict',
          from: 'live',
          to: 'live',
          eventId: eventIdOf(step, version.model),
        });
      const save = (revision: number, step: string) =>
        registry.commit([{ kind: 'save-health', health: { ...health, revision } }], [draft(step)]);
      await save(0, 'one');
      await save(1, 'two');

      await expect(save(1, 'three')).rejects.toMatchObject({ name: 'VersionConflict' });
      await expect(save(0, 'four')).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await registry.health(version)).toEqual({ ...health, revision: 1 });
    });

    it('gives the right to check a model to one at a time, and lets only that one record', async () => {
      const { registry, version } = await setUp();
      const { team, model } = version;
      const lease = (run: string, revision: number) => ({
        team,
        model,
        run,
        until: '2026-03-02T09:00:00.000Z',
        revision,
      });
      const draft = aDraft(version, 'live', { type: 'monitor.verdict', eventId: eventIdOf('leased', model) });
      const both = await Promise.allSettled(['one', 'other'].map((run) => registry.takeCheckLease(lease(run, 0))));
      const { run = '' } = (await registry.checkLease(version)) ?? {};
      await registry.takeCheckLease(lease(run, 1));

      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(registry.commit([{ kind: 'end-check', lease: lease('paused', 1) }], [draft])).rejects.toMatchObject({
        name: 'VersionConflict',
      });
      await registry.commit([{ kind: 'end-check', lease: lease(run, 2) }], [draft]);
      expect(await registry.checkLease(version)).toEqual(lease(run, 2));
      expect((await registry.inventory()).health.some((one) => one.model === model)).toBe(false);
    });

    it('lists versions, health and refused submissions of all models', async () => {
      const { registry, version, register } = await setUp();
      const other = { ...version, model: `${version.model}-other` };
      await register();
      await register(other);
      const inventory = await registry.inventory();

      expect(inventory.versions).toEqual(expect.arrayContaining([version, other]));
    });
  });
};
