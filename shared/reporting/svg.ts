import { figure, instant, percent } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { Tone } from './page.ts';

export interface BarAgainstGate {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly was?: number;
  readonly gate?: number;
  /** How the numbers are written in the label that is read aloud. */
  readonly write?: (value: number) => string;
}

const WIDTH = 260;

/** Grey bar: before. Blue mark with its interval: now. Dark line: the gate. */
export const barAgainstGate = ({ label, from, to, now, interval, was, gate, write = figure }: BarAgainstGate): Html => {
  const x = (value: number) => round(clamp((value - from) / (to - from || 1), 0, 1) * WIDTH);
  const spoken = [
    `${label} ${write(now)}`,
    interval && `between ${write(interval.low)} and ${write(interval.high)}`,
    gate !== undefined && `gate ${write(gate)}`,
    was !== undefined && `live version ${write(was)}`,
  ].filter((part) => part);
  return html`<svg viewBox="0 0 ${WIDTH} 20" role="img" aria-label="${spoken.join(', ')}"><rect class="track" y="7" width="${WIDTH}" height="6" rx="3"/>${
    was !== undefined && html`<rect class="was" y="7" width="${x(was)}" height="6" rx="3"/>`
  }${interval && html`<line class="span" x1="${x(interval.low)}" x2="${x(interval.high)}" y1="10" y2="10"/>`}<rect class="now" x="${clamp(x(now) - 3, 0, WIDTH - 6)}" y="3" width="6" height="14" rx="2"/>${
    gate !== undefined &&
    html`<line class="gate" x1="${clamp(x(gate), 1, WIDTH - 1)}" x2="${clamp(x(gate), 1, WIDTH - 1)}" y1="1" y2="19"/>`
  }</svg>`;
};

/** A bar as long as its share of the largest; nothing for a value at or below zero. */
export const plainBar = (
  label: string,
  value: number,
  largest: number,
  write: (value: number) => string = figure,
): Html =>
  html`<svg viewBox="0 0 ${WIDTH} 20" role="img" aria-label="${label} ${write(value)}"><rect class="track" y="7" width="${WIDTH}" height="6" rx="3"/><rect class="now" y="7" width="${round(clamp(value / (largest || 1), 0, 1) * WIDTH)}" height="6" rx="3"/></svg>`;

export interface Distributions {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly baseline: readonly number[];
  readonly window: readonly number[];
}

const HIGH = 84;

/** Two outlines over one axis: grey area the baseline, blue line the window. */
export const overlaidDistributions = ({ label, from, to, baseline, window }: Distributions): Html => {
  const tallest = Math.max(...baseline, ...window, Number.MIN_VALUE);
  const step = 320 / baseline.length;
  const points = (shares: readonly number[]) =>
    shares.map((share, i) => `L${round(i * step)} ${y(share)}L${round((i + 1) * step)} ${y(share)}`).join('');
  const y = (share: number) => round(HIGH - 2 - (share / tallest) * (HIGH - 8));
  const middle = (shares: readonly number[]) => from + ((to - from) * (median(shares) + 0.5)) / shares.length;
  const spoken = `${label}: at release half of the values lay below about ${figure(middle(baseline))}, now below about ${figure(middle(window))}`;
  return html`<svg viewBox="0 0 320 ${HIGH}" role="img" aria-label="${spoken}"><path class="outline-was" d="M0 ${HIGH - 2}${points(baseline)}L320 ${HIGH - 2}Z"/><path class="outline-now" d="M0 ${HIGH - 2}${points(window)}L320 ${HIGH - 2}"/><line class="axis" x1="0" x2="320" y1="${HIGH - 1}" y2="${HIGH - 1}"/></svg><div class="ends"><span>${figure(from)}</span><span>${figure(to)}</span></div>`;
};

export interface CategoryShares {
  readonly label: string;
  readonly labels: readonly string[];
  readonly baseline: readonly number[];
  readonly window: readonly number[];
}

/** A row for each category: grey bar the baseline, blue bar the window, both shares written. */
export const categoryShares = ({ label, labels, baseline, window }: CategoryShares): Html => {
  const longest = Math.max(...baseline, ...window, Number.MIN_VALUE);
  const wide = (share: number) => round((share / longest) * 130);
  const [was, now] = [(i: number) => baseline[i] ?? 0, (i: number) => window[i] ?? 0];
  const spoken = labels.map((name, i) => `${name} ${percent(was(i))} at release, ${percent(now(i))} now`).join('; ');
  return html`<svg viewBox="0 0 320 ${labels.length * 26}" role="img" aria-label="${label}: ${spoken}">${labels.map(
    (name, i) =>
      html`<g transform="translate(0 ${i * 26})"><text x="0" y="17">${shortened(name)}</text><rect class="was" x="92" y="4" width="${wide(was(i))}" height="8" rx="2"/><rect class="now" x="92" y="13" width="${wide(now(i))}" height="8" rx="2"/><text x="320" y="17" text-anchor="end">${percent(was(i))} → ${percent(now(i))}</text></g>`,
  )}</svg>`;
};

export interface TimeLine {
  readonly label: string;
  /** Oldest first. */
  readonly points: readonly {
    readonly at: string;
    readonly value: number;
    readonly tone: Tone;
    readonly word: string;
  }[];
  readonly gate?: number;
}

/** A thin line through the values, each window marked with its verdict. */
export const timeLine = ({ label, points, gate }: TimeLine): Html => {
  const top = Math.max(gate ?? 0, ...points.map(({ value }) => value), Number.MIN_VALUE) * 1.1;
  const x = (i: number) => round(points.length < 2 ? 320 : 6 + (i * 628) / (points.length - 1));
  const y = (value: number) => round(62 - (clamp(value, 0, top) / top) * 54);
  const spoken = points.map(({ at, word }) => `${at.slice(0, 16).replace('T', ' ')} ${word}`).join('; ');
  return html`<svg viewBox="0 0 640 70" role="img" aria-label="${label}: ${spoken}"><line class="axis" x1="0" x2="640" y1="66" y2="66"/>${
    gate !== undefined &&
    html`<line class="gate" x1="0" x2="640" y1="${y(gate)}" y2="${y(gate)}" stroke-dasharray="2 4"/>`
  }<polyline class="trace" points="${points.map(({ value }, i) => `${x(i)},${y(value)}`).join(' ')}"/>${points.map(
    ({ value, tone }, i) => html`<circle class="dot-${tone}" cx="${x(i)}" cy="${y(value)}" r="4"/>`,
  )}</svg><div class="ends full"><span>${points[0] && instant(points[0].at)}</span><span>${points.length > 1 && instant(points.at(-1)?.at ?? '')}</span></div>`;
};

// Index of the bar in which half of the values is reached.
const median = (shares: readonly number[]): number => {
  const half = shares.reduce((sum, share) => sum + share, 0) / 2;
  let [below, i] = [shares[0] ?? 0, 0];
  while (below < half && i < shares.length - 1) {
    i++;
    below += shares[i] ?? 0;
  }
  return i;
};

const shortened = (name: string): string => (name.length > 14 ? `${name.slice(0, 13)}…` : name);
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const round = (x: number): number => Math.round(x * 10) / 10;
