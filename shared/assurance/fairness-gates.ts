import { percent, short } from '../kernel/figures.ts';
import type { GateResult, GroupFairness } from './schema.ts';

/** The four-fifths rule of employment law, widely used as a sign to look closer. */
const FOUR_FIFTHS = 0.8;

/**
 * The gap between the groups of each sensitive attribute. With a limit it passes or fails by the measured gap; without
 * one it is only reported, and asks for a look where the lowest rate is below four fifths of the highest.
 */
export const fairnessGates = (attributes: readonly GroupFairness[], largestGap?: number): GateResult[] =>
  attributes.map(({ attribute, parityGap, impactRatio }) => {
    const base = {
      kind: 'fairness',
      gate: attribute,
      label: `Decisions by ${attribute}`,
      unit: 'points',
      side: 'at-most',
    } as const;
    if (!parityGap)
      return {
        ...base,
        limit: largestGap,
        status: 'look',
        sentence: `There are not two groups of ${attribute} large enough to compare.`,
      };
    const { value, interval, lowest, highest } = parityGap;
    const uneven = impactRatio !== undefined && impactRatio.value < FOUR_FIFTHS;
    const doubtful = uneven || (largestGap !== undefined && interval.high > largestGap);
    const status = largestGap !== undefined && value > largestGap ? 'fails' : doubtful ? 'look' : 'passes';
    const allowed = largestGap === undefined ? 'the tier sets no limit' : `${points(largestGap)} are allowed`;
    return {
      ...base,
      measured: value,
      limit: largestGap,
      interval,
      status,
      sentence:
        `Positive decisions are ${points(value)} rarer where ${attribute} is “${short(lowest)}” than where it is “${short(highest)}”; ${allowed}.` +
        (uneven
          ? ` That is ${percent(impactRatio?.value)} of the rate of “${short(highest)}”; below 80 % deserves a look.`
          : ''),
    };
  });

const points = (share: number): string => `${(share * 100).toFixed(1)} points`;
