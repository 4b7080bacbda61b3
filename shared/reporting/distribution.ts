import { figure, percent, plain } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { Picture } from '../monitoring/picture-schema.ts';

type Curve = NonNullable<Picture['curve']>;
type Row = Picture['rows'][number];

/** A column at release and now: a line for each value that has one, a curve for the others. */
export const distribution = (label: string, { rows, others, gaps, curve }: Picture): Html =>
  html`${gaps && shares('Rows with', `${label}: share of rows without a sound value`, gaps, undefined, 1)}${rows.length > 0 && shares('Value', `${label}: share of the values`, rows, others)}${curve && rows.length > 0 && html`<p class="key">How the other values spread</p>`}${curve && drawnCurve(rows.length > 0 ? `${label}, other values` : label, curve)}`;

/** The same as a thumbnail, whose words stand beside it. */
export const thumbnail = ({ rows, curve }: Picture): Html | undefined => {
  const columns = curve && rows.length === 0 ? curve : stepped(rows);
  return columns.baseline.length === 0
    ? undefined
    : html`<svg class="small" viewBox="0 0 ${SMALL.wide} ${SMALL.high}" aria-hidden="true">${outlines(columns, SMALL)}</svg>`;
};

const LARGE = { wide: 320, high: 84 };
const SMALL = { wide: 110, high: 26 };
const BAR = 100;
/** Letters per unit of width in the axis' type size. */
const LETTER = 7;

const shares = (head: string, label: string, rows: readonly Row[], others?: Row, least = Number.MIN_VALUE): Html => {
  // One bar for hundreds of values would make all others too short to read: it gets no bar.
  const longest = Math.max(...rows.flatMap(({ baseline, window }) => [baseline, window]), Number.MIN_VALUE);
  const drawn = others && Math.max(others.baseline, others.window) <= 1.5 * longest ? [...rows, others] : rows;
  const scale = Math.max(...drawn.flatMap(({ baseline, window }) => [baseline, window]), least);
  const wide = (share: number) => round((share / scale) * BAR);
  return html`<table class="shares" aria-label="${label}"><thead><tr><th scope="col">${head}</th><td></td><th scope="col" class="n was-key">at release</th><th scope="col" class="n now-key">now</th></tr></thead><tbody>${[
    ...rows,
    ...(others ? [others] : []),
  ].map(
    (row) =>
      html`<tr><th scope="row"${row === others && html` class="quiet"`}>${row.label}</th><td class="pair">${drawn.includes(row) && html`<svg viewBox="0 0 ${BAR} 19" preserveAspectRatio="none" aria-hidden="true"><rect class="was" width="${wide(row.baseline)}" y="1" height="8"/><rect class="now" width="${wide(row.window)}" y="10" height="8"/></svg>`}</td><td class="n quiet">${percent(row.baseline)}</td><td class="n">${percent(row.window)}</td></tr>`,
  )}</tbody></table>`;
};

/** Two outlines over one axis with round numbers: grey area the release, blue line the window. */
const drawnCurve = (label: string, curve: Curve): Html =>
  html`<svg class="curve" viewBox="0 0 ${LARGE.wide} ${LARGE.high + 17}" role="img" aria-label="${spoken(label, curve)}">${outlines(curve, LARGE)}<line class="axis" x1="0" x2="${LARGE.wide}" y1="${LARGE.high - 1}" y2="${LARGE.high - 1}"/>${ticks(curve).map((tick) => mark(tick, curve))}</svg>`;

const outlines = ({ baseline, window }: Pick<Curve, 'baseline' | 'window'>, { wide, high }: typeof LARGE): Html => {
  const tallest = Math.max(...baseline, ...window, Number.MIN_VALUE);
  const step = wide / baseline.length;
  const y = (share: number) => round(high - 2 - (share / tallest) * (high - 8));
  const steps = (side: readonly number[]) =>
    side.map((share, i) => `${i === 0 ? '' : `H${round(i * step)}`}V${y(share)}`);
  const outline = (side: readonly number[]) => `M0 ${high - 2}${steps(side).join('')}H${wide}V${high - 2}`;
  return html`<path class="outline-was" d="${outline(baseline)}Z"/><path class="outline-now" d="${outline(window)}"/>`;
};

const mark = (tick: number, { from, to }: Curve): Html => {
  const x = round(((tick - from) / (to - from)) * LARGE.wide);
  const words = plain(tick);
  const half = (words.length * LETTER) / 2;
  const anchor = x < half ? 'start' : x > LARGE.wide - half ? 'end' : 'middle';
  return html`<line class="axis" x1="${x}" x2="${x}" y1="${LARGE.high - 1}" y2="${LARGE.high + 3}"/><text x="${anchor === 'start' ? 0 : anchor === 'end' ? LARGE.wide : x}" y="${LARGE.high + 15}" text-anchor="${anchor}">${words}</text>`;
};

/** Three to six round numbers within the range, fewer where they are long. */
const ticks = ({ from, to }: Curve): number[] => {
  const most = Math.max(2, Math.min(5, Math.floor(LARGE.wide / (LETTER * (2 + plain(to).length)))));
  const least = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= least * 0.999) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
};

/** Where the middle half of the values lies, for those who cannot see it. */
const spoken = (label: string, { from, to, baseline, window }: Curve): string => {
  const at = (side: readonly number[], level: number) =>
    figure(from + ((to - from) * (reached(side, level) + 0.5)) / side.length);
  const said = (side: readonly number[]) =>
    side.some((share) => share > 0)
      ? `half of the values lie between about ${at(side, 0.25)} and ${at(side, 0.75)}, the middle one near ${at(side, 0.5)}`
      : 'there are none';
  return `${label}: at release ${said(baseline)}; now ${said(window)}`;
};

const reached = (side: readonly number[], level: number): number => {
  const least = level * side.reduce((sum, share) => sum + share, 0);
  let below = 0;
  for (const [bar, share] of side.entries()) {
    below += share;
    if (below >= least) return bar;
  }
  return side.length - 1;
};

// A bar for each value, with a gap between them.
const stepped = (rows: readonly Row[]) => ({
  baseline: rows.flatMap(({ baseline }) => [baseline, baseline, 0]),
  window: rows.flatMap(({ window }) => [window, window, 0]),
});

const round = (x: number): number => Math.round(x * 10) / 10;
