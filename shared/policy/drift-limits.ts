import { DriftLimits, type DriftOverrides, LIMIT_NAMES, type LimitName } from '../monitoring/limits.ts';
import type { Finding } from '../registry/schema.ts';
import type { Tier } from './schema.ts';

/**
 * The limits a model is watched by: those of its tier, with what its manifest asks for where the tier's bounds allow it:
 * `own` names these. What they do not allow is a finding, and changes nothing: governance sets the frame, teams keep their freedom inside it.
 * The manifest is the place, because its hash is pinned, the approver sees it, and no policy need change for one model.
 */
export const driftLimits = (
  { drift, driftBounds }: Pick<Tier, 'drift' | 'driftBounds'>,
  asked: DriftOverrides = {},
): { readonly limits: DriftLimits; readonly own: readonly LimitName[]; readonly findings: readonly Finding[] } => {
  const ofTier = DriftLimits.parse(drift);
  const findings: Finding[] = [];
  const accepted: DriftOverrides = {};
  const own: LimitName[] = [];
  for (const name of LIMIT_NAMES) {
    const [value, bound] = [asked[name], driftBounds[name]];
    if (value === undefined || value === ofTier[name]) continue;
    if (bound && value >= bound.least && value <= bound.most) {
      accepted[name] = value;
      own.push(name);
    } else
      findings.push({
        path: `monitoring.drift.${name}`,
        code: 'outside-bounds',
        message: `the policy allows no ${name} of ${value} in this tier`,
        expected: bound ? `${bound.least} to ${bound.most}` : `${ofTier[name]}, the value of the tier, or nothing`,
      });
  }
  const together = DriftLimits.safeParse({ ...ofTier, ...accepted });
  if (together.success) return { limits: together.data, own, findings };
  const { windowsToAlarm, windowsLookedAt } = { ...ofTier, ...accepted };
  return {
    limits: ofTier,
    own: [],
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
