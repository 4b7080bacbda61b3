import { CountsMismatch } from './errors.ts';
import type { FeatureCounts, FeatureProfile } from './schema.ts';

const DECILES = 10;

/**
 * Counts of earlier traffic in the place of the release: same shape, same bins and the same scale, so that a window can be
 * compared with them by the same measures. PSI counts between their own deciles: bins that are nearly empty on both sides
 * would measure noise. @throws CountsMismatch when they were not made against this profile
 */
export const asReference = (profile: FeatureProfile, counts: FeatureCounts): FeatureProfile => {
  const { rows, present, missing, invalid } = counts;
  const tallies = { rows, present, missing, invalid };
  if (profile.kind === 'numeric' && counts.kind === 'numeric') {
    const total = counts.sums.reduce((sum, x) => sum + x, 0);
    return {
      ...profile,
      ...tallies,
      mean: present > 0 ? total / present : profile.mean,
      min: counts.min,
      max: counts.max,
      deciles: decilesOf(counts.counts, present),
      counts: counts.counts,
      sums: counts.sums,
    };
  }
  if (profile.kind === 'category' && counts.kind === 'category')
    return { ...profile, ...tallies, counts: counts.counts, others: counts.others };
  throw new CountsMismatch(`${profile.name} is ${profile.kind} at release and ${counts.kind} in the traffic before`);
};

/** The edges, by index, that come nearest to the deciles of these counts. */
const decilesOf = (counts: readonly number[], present: number): number[] => {
  const cuts = new Set<number>();
  let below = 0;
  for (let bin = 0; bin < counts.length - 1; bin++) {
    const before = below;
    below += counts[bin] as number;
    if (Math.floor((DECILES * before) / present) < Math.floor((DECILES * below) / present)) cuts.add(bin);
  }
  return [...cuts];
};
