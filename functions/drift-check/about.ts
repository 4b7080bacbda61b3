import { periodOf, wholePeriods } from '../../shared/monitoring/schedule.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import type { Policy, Tier } from '../../shared/policy/schema.ts';
import type { ModelHealth } from '../../shared/registry/schema.ts';
import type { CheckAbout } from '../../shared/reporting/check-about.ts';
import type { Outcome } from './outcome.ts';
import type { Window } from './window-of.ts';

interface Check {
  readonly watched: WatchedModel;
  readonly window: Window;
  readonly late: boolean;
  readonly before: ModelHealth | undefined;
  readonly outcome: Outcome;
}

/** What the page of a check says beside its report. */
export const aboutCheck = (
  { watched, window, late, before, outcome }: Check,
  { people }: Pick<Policy, 'people'>,
  { onDrift }: Pick<Tier, 'onDrift'>,
): Omit<CheckAbout, 'figures'> => {
  const { team, manifest, runsAt } = watched;
  const name = people.find(({ email }) => email === manifest.owner)?.name;
  const period = periodOf(manifest.monitoring.schedule);
  return {
    owner: { address: manifest.owner, ...(name && { name }) },
    team,
    ...(runsAt && { runsAt }),
    checkedAt: outcome.health.checkedAt,
    next: new Date(wholePeriods(Date.parse(window.to), period) + period).toISOString(),
    alarm: alarmOf(before?.version === watched.version && before.alarm, outcome),
    onDrift,
    asked: outcome.asked,
    worsened: outcome.worsened,
    missed: window.missed,
    beyond: window.beyond,
    late,
  };
};

const alarmOf = (was: boolean, { health, entered }: Outcome): CheckAbout['alarm'] => {
  if (entered) return 'entered';
  if (health.alarm) return 'on';
  return was ? 'left' : 'off';
};
