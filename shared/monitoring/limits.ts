import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';

const Positive = whenUsed(() => z.number().positive());
const Windows = whenUsed(() => z.int().min(1).max(24));

/** Every limit of the drift check, by the name that policies and manifests call it. */
const Limits = whenUsed(() =>
  z
    .object({
      psi: Positive,
      ks: Positive,
      /** In standard deviations of the baseline. */
      wasserstein: Positive,
      totalVariation: Positive,
      newCategories: Positive,
      /** Changes of a share: 0.02 are two points of a hundred. */
      missingChange: Positive,
      invalidChange: Positive,
      /** Share of the records of a window that may be unreadable. */
      malformed: Positive,
      /** Expected share of false findings among all findings of a run; the stricter one beyond `largeWindow` rows. */
      falseDiscovery: Positive.max(0.5),
      falseDiscoveryLarge: Positive.max(0.5),
      largeWindow: Positive,
      /** Fewer rows than this, on either side, give no verdict. */
      rows: Positive,
      /** The alarm is entered when so many of the last windows drifted, */
      windowsToAlarm: Windows,
      /** of so many looked at, */
      windowsLookedAt: Windows,
      /** and left when so many in a row were calm: nothing certain at or above this share of its limit. */
      windowsToLeave: Windows,
      leaveAt: Positive.max(1),
      /** Earlier weeks whose same hours tell a season from drift; 0 compares with the release alone. */
      weeksCompared: z.int().min(0).max(12),
    })
    .strict(),
);

export type LimitName = keyof z.infer<typeof Limits>;

/** Some of the limits, given by a tier or a team in place of those above it. */
export const DriftOverrides = whenUsed(() => Limits.partial());
export type DriftOverrides = z.infer<typeof DriftOverrides>;

/** What holds where nobody says otherwise. Simulated on clean traffic: at most one false alarm in twenty windows. */
export const DEFAULT_LIMITS: Readonly<Record<LimitName, number>> = {
  psi: 0.1,
  ks: 0.1,
  wasserstein: 0.1,
  totalVariation: 0.05,
  newCategories: 0.005,
  missingChange: 0.02,
  invalidChange: 0.005,
  malformed: 0.05,
  falseDiscovery: 0.05,
  falseDiscoveryLarge: 0.01,
  largeWindow: 100_000,
  rows: 100,
  windowsToAlarm: 2,
  windowsLookedAt: 3,
  windowsToLeave: 2,
  leaveAt: 0.5,
  weeksCompared: 4,
};
export const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS) as readonly LimitName[];

/** When a change counts as drift: the defaults, with the limits given in their place. */
export const DriftLimits = whenUsed(() =>
  DriftOverrides.transform((given) => ({ ...DEFAULT_LIMITS, ...given })).refine(
    ({ windowsToAlarm, windowsLookedAt }) => windowsToAlarm <= windowsLookedAt,
    { path: ['windowsToAlarm'], message: 'no more windows than are looked at' },
  ),
);
export type DriftLimits = z.infer<typeof DriftLimits>;
