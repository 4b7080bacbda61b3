import { fewOf } from '../kernel/figures.ts';
import { type ImportanceChange, type ImportanceDrift, importanceDrift } from './importance-drift.ts';
import type { Importance } from './schema.ts';

/** Which columns the answers of a window rested on, beside the release; or why nobody can say. */
export type WindowImportance = MeasuredImportance | { readonly verdict: 'not-measured'; readonly sentence: string };

export interface MeasuredImportance extends ImportanceDrift {
  readonly sentence: string;
  /** Labelled rows on which it was measured, how often each column was shuffled, and rows that the model was asked in all. */
  readonly rows: number;
  readonly repeats: number;
  readonly asked: number;
  /** Columns that were not measured, as too many rows would have been asked, or time ran out. */
  readonly leftOut: readonly string[];
}

/** The share of false findings among all findings that is borne with, as in `importanceDrift`. */
const CERTAIN = 0.05;

/** Holds the importance measured on a window against that of the release, and says it in words. */
export const judgeImportance = (
  release: readonly Importance[],
  window: readonly Importance[],
  how: Pick<MeasuredImportance, 'rows' | 'repeats' | 'asked' | 'leftOut'>,
): MeasuredImportance => {
  const drift = importanceDrift(release, window);
  return { ...drift, sentence: sentenceOf(drift), ...how };
};

const sentenceOf = ({ verdict, features }: ImportanceDrift): string => {
  switch (verdict) {
    case 'changed':
      return `The answers are right for other reasons than at release: ${movesOf(features)}.`;
    case 'watch':
      return `The answers are right for the same reasons as at release, in much the same order, but some count for more or less: ${movesOf(features)}.`;
    case 'as-released':
      return 'The answers are right for the same reasons as at release: no column counts for certainly more or less.';
    case 'not-enough-evidence':
      return 'Which columns make the answers right cannot be compared with the release: fewer than two columns were measured on both sides.';
  }
};

/** "income matters less; purpose matters more": what is certain, largest first. */
const movesOf = (features: readonly ImportanceChange[]): string => {
  const certain = features.filter(({ qValue = 1 }) => qValue <= CERTAIN);
  const [less, more] = [
    certain.filter(({ now, atRelease }) => now < atRelease),
    certain.filter(({ now, atRelease }) => now > atRelease),
  ];
  return [matter(less, 'less'), matter(more, 'more')].filter((part) => part !== '').join('; ');
};

const matter = (features: readonly ImportanceChange[], how: 'less' | 'more'): string =>
  features.length === 0
    ? ''
    : `${fewOf(features.map(({ feature }) => feature))} ${features.length === 1 ? 'matters' : 'matter'} ${how}`;
