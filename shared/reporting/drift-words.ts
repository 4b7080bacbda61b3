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

type Expectation = readonly [who: string, what: string];

/** Whose move it is, and what the move is. Answers that became worse come before anything that traffic asks for. */
export const expected = ({ verdict }: Pick<DriftReport, 'verdict'>, worse: boolean): readonly Expectation[] => {
  if (!worse) return expectations[verdict];
  return [
    [
      'The owner of the model',
      'decides within a day whether it may go on answering meanwhile, or whether an earlier version should serve again.',
    ],
    ['The team', 'looks where the answers are wrong, below, retrains on newer labels, and submits a new version.'],
    ...expectations[verdict].filter(([who]) => who === 'Slipway'),
  ];
};

const expectations: Record<Verdict, readonly Expectation[]> = {
  unreadable: [
    [
      'The team',
      'looks at the examples below and finds what writes these records: most often the form of the requests or of the answers changed.',
    ],
    [
      'Slipway',
      'counts such a window like one that drifted: it raises an alarm when it stays, and never answers it with another version.',
    ],
  ],
  drifted: [
    [
      'The owner of the model',
      'reads the changes below and says within a day whether they are expected: a new product, a season, a broken feed.',
    ],
    [
      'The team',
      'checks first how the columns named below are filled; a fault in a feed is the most frequent cause. If the change is real, it retrains and submits a new version.',
    ],
    [
      'Slipway',
      'raises an alarm when this lasts (two of the last three windows, unless the policy says otherwise), and then does what the policy of this risk tier says. It never releases a version by itself.',
    ],
  ],
  watch: [
    ['The team', 'may look at the changes below when there is time. They are certain, but too small to matter yet.'],
    ['Slipway', 'keeps watching; nobody needs to decide anything.'],
  ],
  stable: [['Nobody', 'needs to do anything. The next window is checked on schedule.']],
  'not-enough-evidence': [
    ['Nobody', 'needs to do anything if little traffic was expected in this window.'],
    ['The team', 'looks whether requests reach the endpoint and are captured, if more was expected.'],
  ],
};

/** What each measure is, for whoever opens the numbers. */
export const measureWords: Record<MeasureName, string> = {
  psi: 'Population stability index over the deciles or categories of the release',
  ks: 'Largest gap between the two distribution functions (Kolmogorov-Smirnov)',
  wasserstein: 'Average distance values moved, in standard deviations (Wasserstein)',
  'total-variation': 'Share of rows that would have to change category',
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
