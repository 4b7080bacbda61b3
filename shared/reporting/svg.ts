import { figure, instant } from '../kernel/figures.ts';
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

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const round = (x: number): number => Math.round(x * 10) / 10;
