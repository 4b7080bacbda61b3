import { describe, expect, it } from 'vitest';
import { AuditDraft } from '../../../shared/audit/schema.ts';
import { move } from '../../../shared/registry/lifecycle.ts';
import { moveOnRecord, moveRecord, service } from '../../../shared/registry/record.ts';
import { requireVersion } from '../../../shared/registry/require-version.ts';
import { ModelVersion, State } from '../../../shared/registry/schema.ts';
import { later, NOW } from '../../support/approval.ts';
import { aModelVersion, aServing } from '../../support/builders.ts';
import { memoryRegistry } from '../../support/memory/model-registry.ts';

const actor = service('test');

describe('the record of a move', () => {
  it.each(State.options)('to %s follows the schema of records', (state) => {
    const record = moveRecord(aModelVersion({ state, serving: aServing() }), 'x', NOW, actor, { requestId: 'r' });

    expect(AuditDraft.parse(record)).toEqual(record);
    expect(record.type).toBe(`model.${state}`);
  });

  it('is the same event however often and whenever it is tried, and another one for another move (T-05)', () => {
    const version = aModelVersion({ state: 'validated', revision: 1 });
    const id = (one: ModelVersion, at = NOW) => moveRecord(one, 'received', at, actor).eventId;

    expect(id(version, later(999))).toBe(id(version));
    expect(id({ ...version, revision: 2 })).not.toBe(id(version));
    expect(id({ ...version, version: '1.4.1' })).not.toBe(id(version));
    expect(id({ ...version, state: 'refused' })).not.toBe(id(version));
  });

  it('names the digests it rests on and holds no address (T-09)', () => {
    const record = moveRecord(aModelVersion({ evidence: { validation: 'a'.repeat(64) } }), '', NOW, actor);

    expect(record.evidence).toMatchObject({ validation: 'a'.repeat(64) });
    expect(record.evidence).not.toHaveProperty('evaluation');
    expect(JSON.stringify(record)).not.toContain('@');
  });

  it("puts the version's own reason before the note", () => {
    const reason = { code: 'gates-failed', text: 'It fails one gate.' };

    expect(moveRecord(aModelVersion({ state: 'refused', reason }), '', NOW, actor, {}, 'a note').reason).toEqual(
      reason,
    );
    expect(moveRecord(aModelVersion(), '', NOW, actor, {}, 'a note').reason).toEqual({ code: '', text: 'a note' });
  });
});

describe('moving on record', () => {
  it('saves the version and writes one record', async () => {
    const registry = memoryRegistry();
    registry.seed(aModelVersion());

    const next = await moveOnRecord(registry, aModelVersion(), 'validated', NOW, actor);

    expect(await registry.find(next)).toEqual(next);
    expect(registry.records).toMatchObject([{ type: 'model.validated', from: 'received', to: 'validated', seq: 1 }]);
  });

  it('writes nothing for a version that is there already', async () => {
    const registry = memoryRegistry();
    const version = aModelVersion({ state: 'validated' });

    expect(await moveOnRecord(registry, version, 'validated', NOW, actor)).toEqual(version);
    expect(registry.records).toEqual([]);
  });

  it('throws for a move that the lifecycle does not have', async () => {
    await expect(moveOnRecord(memoryRegistry(), aModelVersion(), 'live', NOW, actor)).rejects.toMatchObject({
      name: 'MoveNotAllowed',
      message: expect.stringContaining('lending/credit-risk@1.4.0'),
    });
  });

  it('of two who decided on the same revision lets one win', async () => {
    const registry = memoryRegistry();
    registry.seed(aModelVersion());
    const both = ['validated', 'refused'] as const;

    const results = await Promise.allSettled(both.map((to) => moveOnRecord(registry, aModelVersion(), to, NOW, actor)));

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(registry.records).toHaveLength(1);
  });

  it('keeps a reason that a person wrote at length readable', () => {
    const moved = move(aModelVersion({ state: 'live' }), 'retired', NOW, {
      reason: { code: 'retired', text: 'x'.repeat(2000) },
    });

    expect(moved.kind === 'moved' && ModelVersion.parse(moved.next).reason?.text).toHaveLength(2000);
  });
});

describe('requiring a version', () => {
  it('throws by name when there is none', async () => {
    await expect(requireVersion(memoryRegistry(), aModelVersion())).rejects.toMatchObject({ name: 'VersionNotFound' });
  });
});
