import * as z from 'zod';
import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { instantInWords } from '../../shared/kernel/instants.ts';
import { isOverdue } from '../../shared/monitoring/schedule.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { service } from '../../shared/registry/record.ts';
import { type ModelHealth, type ModelVersion, modelKey, versionKey } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { ContentStore } from '../../shared/storage/ports.ts';

export const WatchChecksResult = z.object({ live: z.int().nonnegative(), overdue: z.array(z.string()) });
export type WatchChecksResult = z.infer<typeof WatchChecksResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: ContentStore;
  readonly emit: (metrics: readonly Metric[]) => void;
  readonly clock: Clock;
}

/**
 * Watches the watching: finds live models of which no check ended within two periods of their schedule, says so on
 * record, once for each time, and counts them for the alarm. It starts nothing: the next check takes in what was missed.
 */
export const createWatchChecks =
  ({ registry, artefacts, emit, clock }: Deps) =>
  async (): Promise<WatchChecksResult> => {
    const { versions, health } = await registry.inventory();
    const live = versions.filter(({ state }) => state === 'live');
    const overdue: string[] = [];
    for (const version of live) {
      const { schedule } = (await manifestOf(artefacts, version)).monitoring;
      const looked = lookedUntil(version, health);
      const now = clock();
      if (!isOverdue(schedule, new Date(looked), now)) continue;
      overdue.push(modelKey(version));
      await registry.commit([], [missedRecord(version, schedule, looked, now)]);
    }
    emit([{ name: 'ModelsUnchecked', value: overdue.length, unit: 'Count' }]);
    return { live: live.length, overdue };
  };

/** The instant up to which the traffic of this version was looked at; it went live at the earliest. */
const lookedUntil = (version: ModelVersion, health: readonly ModelHealth[]): string => {
  const own = health.find((one) => modelKey(one) === modelKey(version) && one.version === version.version);
  const last = own?.recent.at(-1)?.at ?? version.changedAt;
  return new Date(Math.max(Date.parse(last), Date.parse(version.changedAt))).toISOString();
};

const missedRecord = (version: ModelVersion, schedule: string, looked: string, now: Date): AuditDraft => ({
  chain: chainOf(version),
  eventId: eventIdOf('monitor.missed', versionKey(version), looked),
  type: 'monitor.missed',
  at: now.toISOString(),
  actor: service('watch-checks'),
  subject: {
    model: modelKey(version),
    version: version.version,
    digest: version.files.model.sha256,
  },
  from: version.state,
  to: version.state,
  reason: {
    code: 'no-check',
    text: `No drift check has looked at its traffic since ${instantInWords(new Date(looked))}, though its schedule is ${schedule}.`,
  },
  evidence: {},
  refs: { lookedUntil: looked, schedule },
});
