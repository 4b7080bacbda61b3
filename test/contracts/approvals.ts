import { describe, expect, it } from 'vitest';
import type { Approvals } from '../../shared/approval/ports.ts';
import type { ApprovalRequest } from '../../shared/approval/schema.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';
import type { ModelVersion } from '../../shared/registry/schema.ts';
import { aRequest, aVersion, NOW } from '../support/approval.ts';

export interface ApprovalsUnderTest {
  readonly approvals: Approvals;
  readonly registry: ModelRegistry;
  readonly audit: AuditTrail;
}

let models = 0;

/** What every store of approval requests must do. Each fact works on a model of its own. */
export const approvalsContract = (name: string, create: () => Promise<ApprovalsUnderTest>): void => {
  describe(`approvals: ${name}`, () => {
    const setUp = async () => {
      const under = await create();
      models += 1;
      const id = { model: `model-${models}`, requestId: `Q${String(models).padStart(21, '0')}` };
      const before = aVersion({ model: id.model, state: 'evaluated', revision: 0, approval: undefined });
      await under.registry.commit(
        [{ kind: 'register', version: before }],
        [moveRecord(before, '', NOW, service('contract'))],
      );
      const version: ModelVersion = { ...before, ...aVersion({ model: id.model }), revision: 1 };
      const request = aRequest({ ...id, versionRevision: 1 });
      const draft = moveRecord(version, 'evaluated', NOW, service('contract'));
      const open = () => under.approvals.open(request, version, [draft]);
      return { ...under, version, request, draft, open };
    };
    const next = (request: ApprovalRequest, change: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
      ...request,
      ...change,
      revision: request.revision + 1,
    });
    const decided = (request: ApprovalRequest): ApprovalRequest =>
      next(request, { status: 'decided', outcome: 'approve' });
    const record = (request: ApprovalRequest, seed: string): AuditDraft => ({
      ...moveRecord(aVersion({ model: request.model }), 'pending', NOW, service('contract')),
      eventId: sha256(`${request.requestId} ${seed}`),
      type: 'approval.decided',
    });
    const ids = (requests: readonly ApprovalRequest[]) => requests.map(({ requestId }) => requestId);

    it('finds nothing under an unknown id', async () => {
      const { approvals } = await setUp();
      expect(await approvals.find('U'.repeat(22))).toBeUndefined();
    });

    it('opens a request, the waiting version and the record together, and finds it again as it was', async () => {
      const { approvals, registry, request, version, open } = await setUp();
      const records = await open();
      expect(records).toMatchObject([{ seq: 2, type: 'model.awaiting-approval' }]);
      expect(await approvals.find(request.requestId)).toEqual(request);
      expect(await registry.find(version)).toMatchObject({ state: 'awaiting-approval', revision: 1 });
      expect(ids(await approvals.pending())).toContain(request.requestId);
    });

    it('opens nothing when somebody else saved the version first', async () => {
      const { approvals, registry, request, version, draft } = await setUp();
      const other = { ...version, state: 'withdrawn' as const };
      await registry.commit([{ kind: 'save', version: other }], [moveRecord(other, 'evaluated', NOW, service('x'))]);
      await expect(approvals.open(request, version, [draft])).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await approvals.find(request.requestId)).toBeUndefined();
    });

    it('saves on the revision only, and writes no record when it does not save', async () => {
      const { approvals, audit, request, open } = await setUp();
      await open();
      await approvals.save(decided(request), [record(request, 'first')]);
      const late = approvals.save(next(request), [record(request, 'second')]);
      await expect(late).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await audit.chain(`lending#${request.model}`)).toHaveLength(3);
      expect(await approvals.find(request.requestId)).toMatchObject({ status: 'decided', revision: 1 });
    });

    it('lets one of many who save at once win', async () => {
      const { approvals, audit, request, open } = await setUp();
      await open();
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, i) => approvals.save(decided(request), [record(request, `${i}`)])),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await audit.chain(`lending#${request.model}`)).toHaveLength(3);
    });

    it('saves book-keeping without a record', async () => {
      const { approvals, audit, request, open } = await setUp();
      await open();
      await approvals.save(next(request, { taskToken: 'another' }), []);
      await expect(approvals.save(next(request), [])).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await approvals.find(request.requestId)).toMatchObject({ taskToken: 'another', revision: 1 });
      expect(await audit.chain(`lending#${request.model}`)).toHaveLength(2);
    });

    it('lists a decision until it is delivered, and again when a new token waits', async () => {
      const { approvals, request, open } = await setUp();
      await open();
      const made = decided(request);
      await approvals.save(made, [record(request, 'made')]);
      expect(ids(await approvals.pending())).not.toContain(request.requestId);
      expect(ids(await approvals.undelivered())).toContain(request.requestId);

      const delivered = next(made, { deliveredAt: NOW.toISOString(), taskToken: undefined });
      await approvals.save(delivered, []);
      expect(ids(await approvals.undelivered())).not.toContain(request.requestId);

      const again = next(delivered, { deliveredAt: undefined, taskToken: 'new' });
      await approvals.save(again, []);
      expect(ids(await approvals.undelivered())).toContain(request.requestId);
      await approvals.save(next(again, { remindedAt: NOW.toISOString() }), []);
      expect(ids(await approvals.undelivered()).filter((id) => id === request.requestId)).toHaveLength(1);
    });

    it('ends a request and its version in one transaction, or neither', async () => {
      const { approvals, registry, request, version, open } = await setUp();
      await open();
      const expired: ModelVersion = { ...version, state: 'expired', revision: 2 };
      const draft = moveRecord(expired, 'awaiting-approval', NOW, service('contract'));
      await expect(
        approvals.save(next(request, { status: 'expired' }), [draft], { ...expired, revision: 7 }),
      ).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await approvals.find(request.requestId)).toMatchObject({ status: 'pending' });

      await approvals.save(next(request, { status: 'expired', taskToken: undefined }), [draft], expired);
      expect(await approvals.find(request.requestId)).toMatchObject({ status: 'expired' });
      expect(await registry.find(version)).toMatchObject({ state: 'expired' });
      expect(ids(await approvals.pending())).not.toContain(request.requestId);
    });
  });
};
