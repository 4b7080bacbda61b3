import { figure } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';

export interface BarAgainstGate {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly was?: number;
  /** What the grey bar and the dark line are called when read aloud. */
  readonly wasWord?: string;
  readonly gateWord?: string;
  readonly gate?: number;
  /** How the numbers are written in the label that is read aloud. */
  readonly write?: (value: number) => string;
}

const WIDTH = 260;

/** Grey bar, from zero: before. Blue mark with its interval: now. Dark line: the gate. */
export const barAgainstGate = ({
  label,
  from,
  to,
  now,
  interval,
  was,
  gate,
  wasWord = 'live version',
  gateWord = 'gate',
  write = figure,
}: BarAgainstGate): Html => {
  const x = (value: number) => round(clamp((value - from) / (to - from || 1), 0, 1) * WIDTH);
  const spoken = [
    `${label} ${write(now)}`,
    interval && `between ${write(interval.low)} and ${write(interval.high)}`,
    gate !== undefined && `${gateWord} ${write(gate)}`,
    was !== undefined && `${wasWord} ${write(was)}`,
  ].filter((part) => part);
  return html`<svg viewBox="0 0 ${WIDTH} 20" role="img" aria-label="${spoken.join(', ')}"><rect class="track" y="7" width="${WIDTH}" height="6" rx="3"/>${
    was !== undefined &&
    html`<rect class="was" x="${Math.min(x(0), x(was))}" y="7" width="${round(Math.abs(x(was) - x(0)))}" height="6" rx="3"/>`
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

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const round = (x: number): number => Math.round(x * 10) / 10;
