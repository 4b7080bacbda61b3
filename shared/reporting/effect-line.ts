import { counted } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { DriftReport, FeatureVerdict } from '../monitoring/schema.ts';
import { times } from './drift-words.ts';
import { judgedBefore } from './since-words.ts';

const WIDE = 280;
const HIGH = 48;
const LIMIT = 26;
const TOP = 6;
const EDGE = 5;
/** The room above the limit reaches at least this far, so that a change of twice the limit does not look like the worst. */
const LEAST_TOP = 4;

/**
 * How far a column moved, window by window, as multiples of its limit: the limit is the dark line, a dot a window in which
 * it drifted, the last point this window. Below the limit in proportion, above it by the logarithm: a change of a hundred
 * times the limit leaves room to see one of twice. Windows without evidence leave a gap. Nothing where none before is known.
 */
export const effectLine = (feature: FeatureVerdict, history?: DriftReport['history']): Html | undefined => {
  const before = judgedBefore(feature, history);
  if (!history || before.length === 0 || feature.status === 'not-enough-evidence') return undefined;
  const past = history.map(({ at }) => before.find((one) => one.at === at));
  const points = [...past, { effect: feature.effect, verdict: feature.status }];
  const effects = points.flatMap((point) => (point ? [point.effect] : []));
  const top = Math.max(LEAST_TOP, ...effects);
  const x = (place: number) => round(EDGE + (place / (points.length - 1)) * (WIDE - 2 * EDGE));
  const y = (effect: number) =>
    round(
      effect <= 1 ? HIGH - 2 - effect * (HIGH - 2 - LIMIT) : LIMIT - (Math.log(effect) / Math.log(top)) * (LIMIT - TOP),
    );
  const line = points
    .map((point, i) => (point ? `${points[i - 1] ? 'L' : 'M'}${x(i)} ${y(point.effect)}` : ''))
    .join('');
  const dots = points.flatMap((point, i) =>
    point && (point.verdict === 'drifted' || i === points.length - 1)
      ? [html`<circle class="now" cx="${x(i)}" cy="${y(point.effect)}" r="${i === points.length - 1 ? 4 : 2.5}"/>`]
      : [],
  );
  const over = points.filter((point) => point?.verdict === 'drifted').length;
  const spoken = `${feature.feature}, as multiples of its limit: now ${times(feature.effect)}, in the ${counted(points.length, 'window')} drawn between ${times(Math.min(...effects))} and ${times(top === LEAST_TOP ? Math.max(...effects) : top)}; drifted in ${over}`;
  return html`<svg class="trend" viewBox="0 0 ${WIDE} ${HIGH}" role="img" aria-label="${spoken}"><line class="limit" x1="0" x2="${WIDE}" y1="${LIMIT}" y2="${LIMIT}"/><path class="effect" d="${line}"/>${dots}</svg>`;
};

const round = (x: number): number => Math.round(x * 10) / 10;
