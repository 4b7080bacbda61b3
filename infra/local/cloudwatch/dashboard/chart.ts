import { escapeHtml } from '../../pages/page.ts';
import type { Line } from '../line.ts';
import { formatTime, formatValue } from './format.ts';
import { createScale, type Scale, timeTicks } from './scale.ts';
import type { Axis, Mark } from './widget.ts';

export interface Plot {
  readonly line: Line;
  readonly right: boolean;
  readonly color?: string;
  /** A count: the legend tells all of it, not the last period's. */
  readonly counts?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly plots: readonly Plot[];
  readonly from: number;
  readonly to: number;
  readonly left: Axis;
  readonly right: Axis;
  readonly marks: readonly Mark[];
  readonly moments: readonly { readonly at: number; readonly label: string }[];
  /** Height of the drawing in rem. */
  readonly height: number;
  /** Labels that fit below the drawing. */
  readonly timeLabels: number;
}

const shownAtMost = 12;

/**
 * A time series as HTML: labels are text beside an SVG that stretches with the page, so that they stay readable on a phone.
 * Lines differ by dash as well as colour, and the legend tells the last value of each, or the sum of a count.
 */
export const renderChart = (chart: Chart): string => {
  const plots = chart.plots.slice(0, shownAtMost);
  const scales = { left: scaleOf(chart, plots, false), right: scaleOf(chart, plots, true) };
  const unitOf = (right: boolean) => plots.find((plot) => plot.right === right)?.line.unit ?? 'None';
  const hasRight = plots.some(({ right }) => right);
  const x = (at: number) => Math.max(0, ((at - chart.from) / (chart.to - chart.from)) * 1000);
  const y = (value: number, right: boolean) => {
    const { min, max } = right ? scales.right : scales.left;
    return 1000 - ((Math.min(max, Math.max(min, value)) - min) / (max - min || 1)) * 1000;
  };
  const axis = (right: boolean) =>
    `<div class="ys${right ? ' right' : ''}">${(right ? scales.right : scales.left).ticks
      .map(
        (tick) => `<span style="top:${percent(y(tick, right))}">${escapeHtml(formatValue(tick, unitOf(right)))}</span>`,
      )
      .join('')}</div>`;

  const drawing = [
    ...scales.left.ticks.map((tick) => `<path class="grid" d="M0 ${round(y(tick, false))}H1000"/>`),
    ...chart.moments.map(({ at }) => `<path class="moment" d="M${round(x(at))} 0V1000"/>`),
    ...chart.marks.map(({ value, right }) => `<path class="limit" d="M0 ${round(y(value, right))}H1000"/>`),
    ...plots.flatMap((plot, index) => curve(plot, styleOf(plot, index), x, (value) => y(value, plot.right))),
  ];
  const label = plots
    .map(({ line }) => `${line.label}: ${summary(line)}`)
    .concat(chart.marks.map(({ label, value }) => `limit ${label} ${value}`));
  return `${axisLabels(chart, hasRight)}<div class="plot${hasRight ? ' two' : ''}" style="--height:${chart.height}rem">
${axis(false)}<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(`${chart.title}. ${label.join('. ')}`)}">${drawing.join('')}</svg>${hasRight ? axis(true) : ''}
<div class="xs">${timeTicks(chart.from, chart.to, chart.timeLabels)
    .map((at) => `<span style="left:${percent(x(at))}">${formatTime(at, chart.to - chart.from)}</span>`)
    .join('')}</div></div>${legend(plots, chart)}`;
};

const scaleOf = (chart: Chart, plots: readonly Plot[], right: boolean): Scale => {
  const values = plots.filter((plot) => plot.right === right).flatMap(({ line }) => [...line.points.values()]);
  const marks = chart.marks.filter((mark) => mark.right === right).map(({ value }) => value);
  return createScale([...values, ...marks], right ? chart.right : chart.left);
};

/** Neighbouring periods are joined, a gap stays a gap, and a period without neighbours is a dot: a path without length, with a round end. */
const curve = (
  { line: { points, periodMs } }: Plot,
  style: string,
  x: (at: number) => number,
  y: (value: number) => number,
): string[] => {
  const runs: string[][] = [];
  let before: number | undefined;
  for (const [at, value] of points) {
    const place = `${round(x(at))} ${round(y(value))}`;
    if (before !== undefined && at - before <= periodMs * 1.5) runs.at(-1)?.push(place);
    else runs.push([place]);
    before = at;
  }
  const joined = runs.filter((run) => run.length > 1).map((run) => `M${run.join('L')}`);
  const dots = runs.filter((run) => run.length === 1).map(([place]) => `M${place}h0`);
  return [
    ...(joined.length > 0 ? [`<path class="${style}" d="${joined.join('')}"/>`] : []),
    ...(dots.length > 0 ? [`<path class="${style} dots" d="${dots.join('')}"/>`] : []),
  ];
};

const axisLabels = ({ left, right }: Chart, hasRight: boolean): string =>
  left.label || (hasRight && right.label)
    ? `<p class="key axes"><span>${escapeHtml(left.label ?? '')}</span><span>${escapeHtml(hasRight ? (right.label ?? '') : '')}</span></p>`
    : '';

const legend = (plots: readonly Plot[], { plots: all, marks, moments }: Chart): string => {
  const items = plots.map(({ line, ...plot }, index) => {
    const swatch = `<svg class="swatch" viewBox="0 0 24 6" aria-hidden="true"><path class="${styleOf({ line, ...plot }, index)}" d="M1 3H23"/></svg>`;
    const values = [...line.points.values()];
    const told = plot.counts ? values.reduce((sum, value) => sum + value, 0) : values.at(-1);
    return `<li>${swatch}${escapeHtml(line.label)} <b>${told === undefined ? 'no data' : escapeHtml(formatValue(told, line.unit))}</b></li>`;
  });
  const limits = marks.map(
    ({ value, label }) =>
      `<li><svg class="swatch" viewBox="0 0 24 6" aria-hidden="true"><path class="limit" d="M1 3H23"/></svg>${escapeHtml(label || 'limit')} <b>${escapeHtml(formatValue(value, 'None'))}</b></li>`,
  );
  const events = moments.map(({ at, label }) => `<li>${escapeHtml(label)} <b>${formatTime(at, 86_400_000)}</b></li>`);
  const rest = all.length > plots.length ? [`<li>and ${all.length - plots.length} more</li>`] : [];
  return `<ul class="legend">${[...items, ...limits, ...events, ...rest].join('')}</ul>`;
};

const summary = ({ points, unit }: Line): string => {
  const values = [...points.values()];
  const last = values.at(-1);
  if (last === undefined) return 'no data';
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  return `last ${formatValue(last, unit)}, from ${formatValue(least, unit)} to ${formatValue(most, unit)}`;
};

/** The template's reds, greens and oranges become the page's own; every other line takes the next ink and dash. */
const styleOf = ({ color }: Plot, index: number): string => {
  const meaning = color ? meanings[color.toLowerCase()] : undefined;
  return `line ${meaning ?? (index % 2 === 0 ? 'first' : 'second')} dash${Math.floor(index / 2) % 3}`;
};

const meanings: Readonly<Record<string, string>> = {
  '#d62728': 'bad',
  '#2ca02c': 'good',
  '#ff7f0e': 'watch',
  '#1f77b4': 'first',
  '#7f7f7f': 'second',
};

const round = (value: number): number => Math.round(value * 10) / 10;
const percent = (thousandth: number): string => `${round(thousandth / 10)}%`;
