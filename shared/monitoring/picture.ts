import { plain, short } from '../kernel/figures.ts';
import { classCounts } from './aspects.ts';
import { curveOf } from './curve.ts';
import { isPoint, type Masses, massesBeside, massesOf, wholeShare } from './masses.ts';
import type { Picture } from './picture-schema.ts';
import type {
  CategoryCounts,
  CategoryProfile,
  FeatureCounts,
  FeatureProfile,
  NumericCounts,
  NumericProfile,
} from './schema.ts';

type Row = Picture['rows'][number];

/** A column with no more values than this is drawn value by value. */
const MOST_VALUES = 12;
/** In other columns a value that so many rows share is drawn by itself: zero in a column of amounts. */
const COMMON = 0.05;
/** A change of missing or unusable values from here on is drawn. */
const GAP = 0.005;
const MOST_CATEGORIES = 8;
const MOST_NEW = 3;

/** The shares of a column at release and in the window, coarse enough to draw. */
export const pictureOf = (profile: FeatureProfile, counts: FeatureCounts): Picture => {
  const gaps = gapsOf(profile, counts);
  return { ...valuesPicture(profile, counts), ...(gaps.length > 0 && { gaps }) };
};

const valuesPicture = (profile: FeatureProfile, counts: FeatureCounts): Picture => {
  if (profile.present === 0 || counts.present === 0) return { rows: [] };
  if (profile.kind === 'numeric' && counts.kind === 'numeric') return numericPicture(profile, counts);
  if (profile.kind === 'category' && counts.kind === 'category') return categoryPicture(profile, counts);
  return { rows: [] };
};

const gapsOf = (profile: FeatureProfile, counts: FeatureCounts): Row[] =>
  [['no value', 'missing'] as const, ['a value that is not allowed', 'invalid'] as const]
    .map(([label, part]) =>
      row(label, { baseline: profile[part] / (profile.rows || 1), window: counts[part] / (counts.rows || 1) }),
    )
    .filter(({ baseline, window }) => Math.abs(window - baseline) >= GAP);

const numericPicture = (profile: NumericProfile, counts: NumericCounts): Picture => {
  const [baseline, window] = [massesOf(profile.edges, profile), massesOf(profile.edges, counts)];
  const values = valuesOf(baseline, window);
  const few = values.length <= MOST_VALUES && arePoints(baseline);
  const common = values.filter((row) => Math.max(row.baseline, row.window) >= COMMON).slice(0, MOST_VALUES);
  const apart = few ? values : common;
  const own = new Set(apart.map(({ value }) => value));
  const rows = apart.map(({ value, ...shares }) => row(plain(value), shares));
  const [restBefore, restNow] = [massesBeside(baseline, own), massesBeside(window, own)];
  const curve = few && wholeShare(restNow) < COMMON ? undefined : curveOf(restBefore, restNow);
  return { rows, ...remainder('other values', rows), ...(curve && { curve }) };
};

const arePoints = (masses: Masses): boolean => {
  for (let i = 0; i < masses.length; i++) if (!isPoint(masses, i)) return false;
  return true;
};

/** Single values, in ascending order, with the share of each. */
const valuesOf = (baseline: Masses, window: Masses) => {
  const values = new Map<number, { baseline: number; window: number }>();
  for (const [side, masses] of [['baseline', baseline] as const, ['window', window] as const])
    for (let i = 0; i < masses.length; i++) {
      if (!isPoint(masses, i)) continue;
      const value = masses.low[i] as number;
      const shares = values.get(value) ?? { baseline: 0, window: 0 };
      shares[side] += masses.share[i] as number;
      values.set(value, shares);
    }
  return [...values].map(([value, shares]) => ({ value, ...shares })).sort((a, b) => a.value - b.value);
};

/** The values that changed most, most frequent at release first; then the new ones by name. */
const categoryPicture = (profile: CategoryProfile, counts: CategoryCounts): Picture => {
  const { reference, current, fresh } = classCounts(profile, counts);
  const known = profile.counts.map(([label], i) =>
    row(short(label), {
      baseline: (reference[i] as number) / profile.present,
      window: (current[i] as number) / counts.present,
    }),
  );
  const names = new Set(profile.counts.map(([value]) => value));
  const strangers = fresh === undefined ? [] : counts.counts.filter(([label]) => !names.has(label));
  const rows = [
    ...changedMost(known),
    ...strangers
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_NEW)
      .map(([label, count]) => row(`${short(label)} (new)`, { baseline: 0, window: count / counts.present })),
  ];
  const left = known.length + strangers.length - rows.length;
  return { rows, ...remainder(left > 1 && profile.others === 0 ? `${left} other values` : 'other values', rows) };
};

const changedMost = (rows: readonly Row[]): Row[] => {
  const change = ({ baseline, window }: Row) => Math.abs(window - baseline);
  const chosen = new Set([...rows].sort((a, b) => change(b) - change(a)).slice(0, MOST_CATEGORIES));
  return rows.filter((one) => chosen.has(one));
};

const row = (label: string, { baseline, window }: { baseline: number; window: number }): Row => ({
  label,
  baseline: rounded(baseline),
  window: rounded(window),
});

/** What the rows leave out, unless they leave out nothing. */
const remainder = (label: string, rows: readonly Row[]): Pick<Picture, 'others'> => {
  const left = (side: 'baseline' | 'window') => rounded(1 - rows.reduce((sum, shares) => sum + shares[side], 0));
  const [baseline, window] = [left('baseline'), left('window')];
  return rows.length > 0 && Math.max(baseline, window) >= 0.0005 ? { others: { label, baseline, window } } : {};
};

const rounded = (share: number): number => Math.round(Math.min(Math.max(share, 0), 1) * 1e5) / 1e5;
