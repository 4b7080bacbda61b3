import { counted, fewOf, figure, percent, short } from '../kernel/figures.ts';
import { classCounts } from './aspects.ts';
import type { Picture } from './picture-schema.ts';
import type {
  CategoryCounts,
  CategoryProfile,
  FeatureCounts,
  FeatureProfile,
  Measure,
  NumericCounts,
  NumericProfile,
  SeasonEvidence,
  Verdict,
} from './schema.ts';

/** A single value is worth a sentence when its share moved by so much. */
const TOLD = 0.05;

/** What changed in a column, for somebody who knows no statistics. `measures` are those whose change is certain. */
export const featureSentence = (
  profile: FeatureProfile,
  counts: FeatureCounts,
  status: Verdict,
  measures: readonly Measure[],
  picture: Picture,
  season?: SeasonEvidence,
): string => {
  if (status === 'not-enough-evidence')
    return `Only ${counted(Math.min(counts.present, profile.present), 'value')} to compare.`;
  const crossed = new Set(measures.filter((measure) => measure.exceeded).map((measure) => measure.name));
  const parts = [
    ...(season?.seasonal ? [`As in these hours of the last ${counted(season.weeks, 'week')}.`] : []),
    ...(crossed.has('missing-change') ? [missing(profile, counts)] : []),
    ...(crossed.has('invalid-change')
      ? [
          `${percent(counts.invalid / counts.rows)} of the values break the declared range, were ${percent(profile.invalid / profile.rows)}.`,
        ]
      : []),
    ...(profile.kind === 'numeric' && counts.kind === 'numeric'
      ? [...average(profile, counts, crossed.has('psi') || crossed.has('ks')), ...singleValue(picture)]
      : []),
    ...(profile.kind === 'category' && counts.kind === 'category'
      ? categories(profile, counts, crossed.has('new-categories'))
      : []),
  ];
  return parts.join(' ');
};

const missing = (profile: FeatureProfile, counts: FeatureCounts): string =>
  `Missing in ${percent(counts.missing / counts.rows)} of rows, was ${percent(profile.missing / profile.rows)}.`;

const average = (profile: NumericProfile, counts: NumericCounts, respread: boolean): string[] => {
  if (counts.present === 0) return [];
  const now = sum(counts.sums) / counts.present;
  const away = profile.std > 0 ? (now - profile.mean) / profile.std : now - profile.mean;
  if (Math.abs(away) >= 0.05)
    return [`${away > 0 ? 'Higher' : 'Lower'} on average: ${figure(now)}, was ${figure(profile.mean)}.`];
  return [`The average is as before, ${figure(now)}${respread ? `, but ${spreadWords(profile, counts)}` : ''}.`];
};

const spreadWords = (profile: NumericProfile, counts: NumericCounts): string => {
  const ratio = betweenBins(counts) / betweenBins(profile);
  if (ratio > 1.05) return 'the values are spread wider';
  return ratio < 0.95 ? 'the values lie closer together' : 'the values are spread differently';
};

// Standard deviation of the bin means: what both sides lose within the bins is the same.
const betweenBins = ({ counts, sums, present }: NumericProfile | NumericCounts): number => {
  const mean = sum(sums) / present;
  const squares = counts.map((count, bin) => (count === 0 ? 0 : count * ((sums[bin] as number) / count - mean) ** 2));
  return Math.sqrt(sum(squares) / present);
};

/** The value that gained most, or else lost most, where values are drawn one by one. */
const singleValue = ({ rows }: Picture): string[] => {
  const change = (row: Picture['rows'][number]) => row.window - row.baseline;
  const [most] = [...rows].sort((a, b) => Math.abs(change(b)) - Math.abs(change(a)) || change(b) - change(a));
  if (!most || Math.abs(change(most)) < TOLD) return [];
  if (most.window === 0) return [`No value is exactly ${most.label} any more; ${percent(most.baseline)} were.`];
  const before = most.baseline === 0 ? 'none was' : `${percent(most.baseline)} were`;
  return [`${percent(most.window)} of the values are exactly ${most.label}; ${before}.`];
};

const categories = (profile: CategoryProfile, counts: CategoryCounts, unseen: boolean): string[] => {
  const { reference, current, fresh } = classCounts(profile, counts);
  const known = new Set(profile.counts.map(([value]) => value));
  const strangers = counts.counts.filter(([value]) => !known.has(value)).sort(([, a], [, b]) => b - a);
  const [most] = profile.counts
    .map(([value], i) => ({
      value,
      was: (reference[i] as number) / profile.present,
      now: (current[i] as number) / counts.present,
    }))
    .sort((a, b) => Math.abs(b.now - b.was) - Math.abs(a.now - a.was));
  return [
    ...(unseen && fresh !== undefined
      ? [
          `${percent((current[fresh] as number) / counts.present)} have values never seen at release: ${fewOf(strangers.map(([value]) => `“${short(value)}”`))}.`,
        ]
      : []),
    ...(most ? [`“${short(most.value)}” in ${percent(most.now)} of rows, was ${percent(most.was)}.`] : []),
  ];
};

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
