import { isPoint, type Mass } from './masses.ts';
import type { Picture } from './picture-schema.ts';

type Curve = NonNullable<Picture['curve']>;

/** Most bars of a curve: fine enough for two humps, coarse enough for a thousand rows. */
const BARS = 32;
/** Share left out at each end when the range is chosen, so that one far value does not flatten the drawing. */
const TAIL = 0.005;
/** Part of a bar by which a value may miss its edge and still belong to it: 0.3 / 0.1 is not quite 3. */
const SLACK = 1e-9;

/** Shares over bars of one round width that both sides fit into; what lies beyond the range counts in the end bars. */
export const curveOf = (baseline: readonly Mass[], window: readonly Mass[]): Curve | undefined => {
  const sides = [baseline, window].filter((masses) => masses.length > 0);
  if (sides.length === 0) return undefined;
  const low = Math.min(...sides.map((masses) => reached(masses, TAIL).low));
  const high = Math.max(...sides.map((masses) => reached(masses, 1 - TAIL).high));
  const whole = sides.every((masses) => masses.every((mass) => isPoint(mass) && Number.isInteger(mass.low)));
  const width = roundWidth((high - low) / (BARS - 2), whole);
  // Whole numbers stand in the middle of their bar, not at its edge.
  const from = Math.floor(low / width + SLACK) * width - (whole ? 0.5 : 0);
  const bars = Math.min(BARS, Math.floor((high - from) / width + SLACK) + 1);
  return {
    from: tidy(from, width),
    to: tidy(from + bars * width, width),
    baseline: spread(baseline, from, width, bars),
    window: spread(window, from, width, bars),
  };
};

// The mass in which the cumulated share passes `level` of the whole.
const reached = (masses: readonly Mass[], level: number): Mass => {
  const total = masses.reduce((sum, { share }) => sum + share, 0);
  let below = 0;
  for (const mass of masses) {
    below += mass.share;
    if (below >= level * total) return mass;
  }
  return masses.at(-1) as Mass;
};

/** The next of 1, 2, 5, 10, 20, ... at any power of ten: values written with few digits then never fall between two bars. */
const roundWidth = (least: number, whole: boolean): number => {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const width = ([1, 2, 5, 10].find((step) => step * power >= least * (1 - SLACK)) ?? 10) * power;
  return whole ? Math.max(1, width) : width;
};

const spread = (masses: readonly Mass[], from: number, width: number, bars: number): number[] => {
  const shares = new Array<number>(bars).fill(0);
  const place = (x: number) => Math.min(Math.max((x - from) / width, 0), bars);
  const barOf = (at: number) => Math.min(Math.floor(at + SLACK), bars - 1);
  for (const { low, high, share } of masses) {
    const [left, right] = [place(low), place(high)];
    const [first, last] = [barOf(left), barOf(right)];
    if (first === last) shares[first] = (shares[first] as number) + share;
    else
      for (let bar = first; bar <= last; bar++) {
        const part = (Math.min(right, bar + 1) - Math.max(left, bar)) / (right - left);
        shares[bar] = (shares[bar] as number) + share * part;
      }
  }
  return shares.map((share) => Math.min(Math.round(share * 1e5) / 1e5, 1));
};

const tidy = (x: number, width: number): number => Number((Math.round((x / width) * 2) * (width / 2)).toPrecision(12));
