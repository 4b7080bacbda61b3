import { DriftLimits, type DriftOverrides, LIMIT_NAMES } from '../monitoring/limits.ts';
import type { Finding } from '../registry/schema.ts';
import type { Tier } from './schema.ts';

/**
 * The limits a model is watched by: those of its tier, with what its manifest asks for where the tier's bounds allow it.
 * What they do not allow is a finding, and changes nothing: governance sets the frame, teams keep their freedom inside it.
 * The manifest is the place, because its hash is pinned, the approver sees it, and no policy need change for one model.
 */
export const driftLimits = (
  { drift, driftBounds }: Pick<Tier, 'drift' | 'driftBounds'>,
  asked: DriftOverrides = {},
): { readonly limits: DriftLimits; readonly findings: readonly Finding[] } => {
  const own = DriftLimits.parse(drift);
  const findings: Finding[] = [];
  const accepted: DriftOverrides = {};
  for (const name of LIMIT_NAMES) {
    const [value, bound] = [asked[name], driftBounds[name]];
    if (value === undefined || value === own[name]) continue;
    if (bound && value >= bound.least && value <= bound.most) accepted[name] = value;
    else
      findings.push({
        path: `monitoring.drift.${name}`,
        code: 'outside-bounds',
        message: `the policy allows no ${name} of ${value} in this tier`,
        expected: bound ? `${bound.least} to ${bound.most}` : `${own[name]}, the value of the tier, or nothing`,
      });
  }
  const together = DriftLimits.safeParse({ ...own, ...accepted });
  if (together.success) return { limits: together.data, findings };
  const { windowsToAlarm, windowsLookedAt } = { ...own, ...accepted };
  return {
    limits: own,
    findings: [
      ...findings,
      {
        path: 'monitoring.drift.windowsToAlarm',
        code: 'contradiction',
        message: `${windowsToAlarm} windows to alarm, of only ${windowsLookedAt} looked at`,
        expected: `at most ${windowsLookedAt}`,
      },
    ],
  };
};
