import type { Approvals } from '../../../shared/approval/ports.ts';
import { ApprovalRequest } from '../../../shared/approval/schema.ts';
import { VersionConflict } from '../../../shared/registry/errors.ts';
import type { ModelRegistry } from '../../../shared/registry/ports.ts';

export interface MemoryApprovals extends Approvals {
  /** Writes past every condition, as somebody with the table's keys could. */
  tamper(request: ApprovalRequest): void;
}

/** Requests in memory. Their records and versions go through the given registry, in what is one transaction. */
export const memoryApprovals = (registry: ModelRegistry): MemoryApprovals => {
  const requests = new Map<string, ApprovalRequest>();
  const sorted = () => [...requests.values()].sort((a, b) => (a.requestedAt < b.requestedAt ? -1 : 1));
  const replace = async (request: ApprovalRequest, expected: number | undefined, commit: () => Promise<unknown>) => {
    const next = ApprovalRequest.parse(request);
    const before = requests.get(request.requestId);
    if (before?.revision !== expected) throw new VersionConflict(`request ${request.requestId}`, request.revision - 1);
    requests.set(request.requestId, next);
    try {
      return await commit();
    } catch (error) {
      if (before) requests.set(request.requestId, before);
      else requests.delete(request.requestId);
      throw error;
    }
  };

  return {
    tamper: (request) => requests.set(request.requestId, request),
    find: async (requestId) => structuredClone(requests.get(requestId)),
    pending: async () => sorted().filter(({ status }) => status === 'pending'),
    undelivered: async () =>
      sorted().filter(
        ({ status, deliveredAt, undeliverableAt }) => status === 'decided' && !deliveredAt && !undeliverableAt,
      ),
    open: async (request, version, drafts) => {
      const records = await replace(request, undefined, () => registry.commit([{ kind: 'save', version }], drafts));
      return records as Awaited<ReturnType<Approvals['open']>>;
    },
    save: async (request, drafts, version) => {
      await replace(request, request.revision - 1, async () => {
        if (drafts.length > 0) await registry.commit(version ? [{ kind: 'save', version }] : [], drafts);
      });
    },
  };
};
