import * as z from 'zod';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { knownNames } from '../../shared/policy/names.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { fleetPage } from '../../shared/reporting/fleet-page.ts';
import { fleetReport } from '../../shared/reporting/fleet-report.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { Documents } from '../../shared/storage/ports.ts';

export const ReportResult = whenUsed(() =>
  z.object({ key: z.string(), models: z.int().nonnegative(), debts: z.int().nonnegative() }),
);
export type ReportResult = z.infer<typeof ReportResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly evidence: Documents;
  readonly policies: Policies;
  readonly emit: (metrics: readonly Metric[]) => void;
  readonly clock: Clock;
}

/** Writes the fleet's report of the day, as a page and as JSON, and counts what is live and what is overdue. */
export const createReport =
  ({ registry, evidence, policies, emit, clock }: Deps) =>
  async (): Promise<ReportResult> => {
    const now = clock();
    const fleet = fleetReport(await registry.inventory(), now, await knownNames(policies));
    const stem = `reports/fleet/${now.toISOString().slice(0, 19).replace(/:/g, '-')}Z`;
    await evidence.put(`${stem}.json`, JSON.stringify(fleet), 'application/json');
    await evidence.put(`${stem}.html`, fleetPage(fleet), 'text/html; charset=utf-8');
    emit([{ name: 'ModelDebt', value: fleet.debts.length, unit: 'Count' }]);
    return { key: `${stem}.html`, models: fleet.models.length, debts: fleet.debts.length };
  };
