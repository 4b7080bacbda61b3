import { extend, genesis } from '../../../shared/audit/chain.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import { AuditDraft, AuditRecord } from '../../../shared/audit/schema.ts';
import { VersionConflict } from '../../../shared/registry/errors.ts';
import { ExternalModel } from '../../../shared/registry/external-model.ts';
import type { Change, ModelRegistry } from '../../../shared/registry/ports.ts';
import {
  CheckLease,
  ModelHealth,
  type ModelId,
  ModelVersion,
  modelKey,
  RefusedSubmission,
  versionKey,
} from '../../../shared/registry/schema.ts';

export interface MemoryRegistry extends ModelRegistry, AuditTrail {
  /** Every record, in the order of writing. */
  readonly records: readonly AuditRecord[];
  /** Puts a version there as if earlier moves had been made. */
  seed(version: ModelVersion): void;
}

/** The registry and its audit trail in memory, as strict as the tables: conditions, one transaction, known event ids. */
export const memoryRegistry = (): MemoryRegistry => {
  const versions = new Map<string, ModelVersion>();
  const health = new Map<string, ModelHealth>();
  const external = new Map<string, ExternalModel>();
  const leases = new Map<string, CheckLease>();
  const refused = new Map<string, RefusedSubmission>();
  const records: AuditRecord[] = [];
  const of = (model: ModelId) => [...versions.values()].filter((version) => modelKey(version) === modelKey(model));

  const saveLease = (lease: CheckLease): (() => void) => {
    const next = CheckLease.parse(lease);
    if ((leases.get(modelKey(next))?.revision ?? -1) !== next.revision - 1)
      throw new VersionConflict(modelKey(next), next.revision - 1);
    return () => leases.set(modelKey(next), next);
  };
  const check = (change: Change): (() => void) => {
    switch (change.kind) {
      case 'register': {
        const version = ModelVersion.parse(change.version);
        if (versions.has(versionKey(version))) throw new VersionConflict(versionKey(version), 0);
        return () => versions.set(versionKey(version), version);
      }
      case 'save': {
        const version = ModelVersion.parse(change.version);
        if (versions.get(versionKey(version))?.revision !== version.revision - 1)
          throw new VersionConflict(versionKey(version), version.revision - 1);
        return () => versions.set(versionKey(version), version);
      }
      case 'refuse-submission': {
        const submission = RefusedSubmission.parse(change.submission);
        if (refused.has(submission.fingerprint)) throw new VersionConflict(submission.fingerprint, 0);
        return () => refused.set(submission.fingerprint, submission);
      }
      case 'save-health': {
        const next = ModelHealth.parse(change.health);
        const known = health.get(modelKey(next));
        if ((known?.revision ?? -1) !== next.revision - 1) throw new VersionConflict(modelKey(next), next.revision - 1);
        return () => health.set(modelKey(next), next);
      }
      case 'save-external': {
        const next = ExternalModel.parse(change.external);
        if ((external.get(modelKey(next))?.revision ?? -1) !== next.revision - 1)
          throw new VersionConflict(modelKey(next), next.revision - 1);
        return () => external.set(modelKey(next), next);
      }
      case 'end-check':
        return saveLease(change.lease);
    }
  };

  return {
    records,
    seed: (version) => versions.set(versionKey(version), ModelVersion.parse(version)),
    find: async (id) => versions.get(versionKey(id)),
    versionsOf: async (model) => of(model),
    health: async (model) => health.get(modelKey(model)),
    external: async (model) => external.get(modelKey(model)),
    checkLease: async (model) => leases.get(modelKey(model)),
    takeCheckLease: async (lease) => saveLease(lease)(),
    inventory: async () => ({
      versions: [...versions.values()],
      external: [...external.values()],
      health: [...health.values()],
      refused: [...refused.values()],
    }),
    chain: async (name) => records.filter(({ chain }) => chain === name),
    async commit(changes, drafts) {
      const chain = drafts[0]?.chain;
      if (chain === undefined || drafts.some((draft) => draft.chain !== chain))
        throw new TypeError('a commit needs drafts of one chain');
      const known = drafts.map(({ eventId }) => records.find((record) => record.eventId === eventId));
      if (known.every((record) => record !== undefined)) return known;
      const writes = changes.map(check);
      const head = records.findLast((record) => record.chain === chain) ?? genesis(chain);
      const added = extend(
        head,
        drafts.map((draft) => AuditDraft.parse(draft)),
      ).map((record) => AuditRecord.parse(record));
      for (const write of writes) write();
      records.push(...added);
      return added;
    },
  };
};
