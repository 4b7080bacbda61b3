import * as z from 'zod';
import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { instantInWords } from '../../shared/kernel/instants.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { isOverdue } from '../../shared/monitoring/schedule.ts';
import { type WatchedModel, watchedModel } from '../../shared/monitoring/watched-model.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { service } from '../../shared/registry/record.ts';
import { type ModelHealth, modelKey, versionKey } from '../../shared/registry/schema.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { Documents, StoredContent } from '../../shared/storage/ports.ts';

export const WatchChecksResult = whenUsed(() =>
  z.object({ watched: z.int().nonnegative(), overdue: z.array(z.string()) }),
);
export type WatchChecksResult = z.infer<typeof WatchChecksResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly evidence: Documents;
  readonly emit: (metrics: readonly Metric[]) => void;
  readonly clock: Clock;
}

/**
 * Watches the watching: finds models, live ones and those that run elsewhere, of which no check ended within two periods of their schedule, says so on
 * record, once for each time, and counts them for the alarm. It starts nothing: the next check takes in what was missed.
 */
export const createWatchChecks =
  ({ emit, clock, ...stores }: Deps) =>
  async (): Promise<WatchChecksResult> => {
    const { registry } = stores;
    const { versions, external, health } = await registry.inventory();
    const ids = [...versions.filter(({ state }) => state === 'live'), ...external];
    const overdue: string[] = [];
    for (const id of ids) {
      const watched = await watchedModel(stores, id);
      if (!watched) continue;
      const { schedule } = watched.manifest.monitoring;
      const looked = lookedUntil(watched, health);
      const now = clock();
      if (!isOverdue(schedule, new Date(looked), now)) continue;
      overdue.push(modelKey(watched));
      await registry.commit([], [missedRecord(watched, schedule, looked, now)]);
    }
    emit([{ name: 'ModelsUnchecked', value: overdue.length, unit: 'Count' }]);
    return { watched: ids.length, overdue };
  };

/** The instant up to which the traffic of this version was looked at; when it began at the earliest. */
const lookedUntil = (watched: WatchedModel, health: readonly ModelHealth[]): string => {
  const own = health.find((one) => modelKey(one) === modelKey(watched) && one.version === watched.version);
  const last = own?.recent.at(-1)?.at ?? watched.since;
  return new Date(Math.max(Date.parse(last), Date.parse(watched.since))).toISOString();
};

const missedRecord = (watched: WatchedModel, schedule: string, looked: string, now: Date): AuditDraft => ({
  chain: chainOf(watched),
  eventId: eventIdOf('monitor.missed', versionKey(watched), looked),
  type: 'monitor.missed',
  at: now.toISOString(),
  actor: service('watch-checks'),
  subject: { model: modelKey(watched), version: watched.version, digest: watched.digest },
  from: watched.state,
  to: watched.state,
  reason: {
    code: 'no-check',
    text: `No drift check has looked at its traffic since ${instantInWords(new Date(looked))}, though its schedule is ${schedule}.`,
  },
  evidence: {},
  refs: { lookedUntil: looked, schedule },
});
