import { setTimeout as pause } from 'node:timers/promises';
import { chainOf } from '../../shared/audit/chain.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import { AuditRecord } from '../../shared/audit/schema.ts';
import type { VersionId } from '../../shared/registry/schema.ts';

export interface Following {
  readonly trail: AuditTrail;
  readonly id: VersionId;
  /** Records that were there before are not told again. */
  readonly after: number;
  readonly onRecord: (record: AuditRecord) => void;
  /** Called again and again while nothing happens. */
  readonly onWait?: () => void;
  readonly until: (record: AuditRecord) => boolean;
  readonly timeoutMs: number;
  /** Gives up earlier when not even one record has come. @default timeoutMs */
  readonly firstWithinMs?: number;
}

/** Tells the records of a version as they are written. Answers the record that ended it, or `undefined` when time ran out. */
export const follow = async ({
  trail,
  id,
  after,
  onRecord,
  onWait,
  until,
  timeoutMs,
  firstWithinMs = timeoutMs,
}: Following): Promise<AuditRecord | undefined> => {
  const started = performance.now();
  let seen = after;
  let heard = false;
  while (performance.now() - started < (heard ? timeoutMs : firstWithinMs)) {
    for (const stored of await trail.chain(chainOf(id))) {
      const record = AuditRecord.parse(stored);
      if (record.seq <= seen) continue;
      seen = record.seq;
      if (record.subject.version !== id.version) continue;
      heard = true;
      onRecord(record);
      if (until(record)) return record;
    }
    onWait?.();
    await pause(400);
  }
  return undefined;
};

/** Number of the newest record of a model's chain, 0 when there is none. */
export const lastSequence = async (trail: AuditTrail, id: VersionId): Promise<number> => {
  const stored = await trail.chain(chainOf(id));
  return stored.length === 0 ? 0 : AuditRecord.parse(stored.at(-1)).seq;
};

/** Records after which a release needs no more watching: it ended, or it waits for a person. */
export const endsRelease = ({ type }: AuditRecord): boolean =>
  [
    'submission.refused',
    'model.refused',
    'model.declined',
    'model.expired',
    'model.withdrawn',
    'model.failed',
    'model.deploy-failed',
    'model.rolled-back',
    'model.live',
  ].includes(type);
