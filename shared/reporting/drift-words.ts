import { figure } from '../kernel/figures.ts';
import type { DriftReport, Measure, MeasureName, Verdict } from '../monitoring/schema.ts';
import type { Tone } from './page.ts';

/** The word and colour of each verdict. */
export const verdictWords: Record<Verdict, { readonly tone: Tone; readonly word: string }> = {
  unreadable: { tone: 'bad', word: 'unreadable' },
  drifted: { tone: 'bad', word: 'drifted' },
  watch: { tone: 'watch', word: 'watch' },
  stable: { tone: 'good', word: 'stable' },
  'not-enough-evidence': { tone: 'quiet', word: 'not enough evidence' },
};

/** What the page says first; `worse` is what late labels say of the answers. */
export const heading = ({ model, verdict, features }: DriftReport, worse = false): string => {
  if (isSeasonal({ verdict, features }) && !worse) return `${model} sees what is usual for these hours`;
  if (worse && verdict !== 'unreadable') return `${model} answers worse than at release`;
  const asked = features.some(({ role, status }) => role === 'input' && status === 'drifted');
  switch (verdict) {
    case 'unreadable':
      return `${model} cannot be watched: its records cannot be read`;
    case 'drifted':
      return asked ? `${model} is asked other questions than it was released for` : `${model} answers differently`;
    case 'watch':
      return `${model} sees small changes, no drift`;
    case 'stable':
      return `${model} sees the traffic it was released for`;
    case 'not-enough-evidence':
      return `${model} had too little traffic to judge`;
  }
};

/** Nothing drifted, and what is watched is so at least in part because these hours of the week are always like that. */
export const isSeasonal = ({ verdict, features }: Pick<DriftReport, 'verdict' | 'features'>): boolean =>
  verdict === 'watch' && features.some(({ season }) => season?.seasonal);

/** What each measure is, for whoever opens the numbers. */
export const measureWords: Record<MeasureName, string> = {
  psi: 'How differently values spread over ten ranges, or over the categories (population stability index)',
  ks: 'Largest difference in the share of values below any point (Kolmogorov-Smirnov)',
  wasserstein: 'How far values moved on average, in standard deviations (Wasserstein)',
  'total-variation': 'Share of rows that would have to change category (total variation)',
  'new-categories': 'Share of rows with values never seen at release',
  'missing-change': 'Change of the share of missing values',
  'invalid-change': 'Change of the share of values outside the declared range',
};

/** The chance that nothing changed, after correction for all tests of the run. */
export const chance = ({ qValue }: Measure): string => {
  if (qValue === undefined) return 'not tested';
  if (qValue < 0.0001) return 'under 1 in 10,000';
  return qValue >= 0.095
    ? `about ${Math.round(qValue * 10)} in 10`
    : `about 1 in ${Math.round(1 / qValue).toLocaleString('en-US')}`;
};

/** How far something moved, for people: "55 % of its limit", "4.5 times its limit". */
export const moved = (effect: number): string =>
  effect < 1 ? `${Math.floor(effect * 100)} % of its limit` : `${times(effect)} times its limit`;

/** A change as a multiple of its limit: 0.55, 4.5, 172. */
export const times = (effect: number): string =>
  effect < 0.01 ? '0' : effect < 1 ? effect.toFixed(2) : figure(effect, 2);
