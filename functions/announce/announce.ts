import type { AuditRecord } from '../../shared/audit/schema.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';

interface Deps {
  /** Publishes events; answers the positions of those that were not taken. */
  readonly publish: (records: readonly AuditRecord[]) => Promise<readonly number[]>;
  readonly emit: (metrics: readonly Metric[], dimensions: Readonly<Record<string, string>>) => void;
}

/**
 * Announces what is on record: one event per audit record, read from the table's stream, so that what is announced is
 * exactly what is recorded. Answers the records that could not be published; the stream delivers them again.
 */
export const createAnnounce =
  ({ publish, emit }: Deps) =>
  async (records: readonly AuditRecord[]): Promise<readonly AuditRecord[]> => {
    const failed = new Set(await publish(records));
    for (const [i, record] of records.entries()) {
      if (!failed.has(i)) emit([{ name: 'LifecycleMoves', value: 1, unit: 'Count' }], { Type: record.type });
    }
    return records.filter((_, i) => failed.has(i));
  };
