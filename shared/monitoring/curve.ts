import { isPoint, type Masses, wholeShare } from './masses.ts';
import type { Picture } from './picture-schema.ts';

type Curve = NonNullable<Picture['curve']>;

/** Most bars of a curve: fine enough for two humps, coarse enough for a thousand rows. */
const BARS = 32;
/** Share left out at each end when the range is chosen, so that one far value does not flatten the drawing. */
const TAIL = 0.005;
/** Part of a bar by which a value may miss its edge and still belong to it: 0.3 / 0.1 is not quite 3. */
const SLACK = 1e-9;

/** Shares over bars of one round width that both sides fit into; what lies beyond the range counts in the end bars. */
export const curveOf = (baseline: Masses, window: Masses): Curve | undefined => {
  const sides = [baseline, window].filter((masses) => masses.length > 0);
  if (sides.length === 0) return undefined;
  const low = Math.min(...sides.map((masses) => masses.low[reached(masses, TAIL)] as number));
  const high = Math.max(...sides.map((masses) => masses.high[reached(masses, 1 - TAIL)] as number));
  const whole = sides.every(areWhole);
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

const areWhole = (masses: Masses): boolean => {
  for (let i = 0; i < masses.length; i++) if (!isPoint(masses, i) || !Number.isInteger(masses.low[i])) return false;
  return true;
};

// The mass in which the cumulated share passes `level` of the whole.
const reached = (masses: Masses, level: number): number => {
  const total = wholeShare(masses);
  let below = 0;
  for (let i = 0; i < masses.length; i++) {
    below += masses.share[i] as number;
    if (below >= level * total) return i;
  }
  return masses.length - 1;
};

/** The next of 1, 2, 5, 10, 20, ... at any power of ten: values written with few digits then never fall between two bars. */
const roundWidth = (least: number, whole: boolean): number => {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const width = ([1, 2, 5, 10].find((step) => step * power >= least * (1 - SLACK)) ?? 10) * power;
  return whole ? Math.max(1, width) : width;
};

const spread = (masses: Masses, from: number, width: number, bars: number): number[] => {
  const { length, low, high, share } = masses;
  const shares = new Array<number>(bars).fill(0);
  for (let i = 0; i < length; i++) {
    const left = Math.min(Math.max(((low[i] as number) - from) / width, 0), bars);
    const right = Math.min(Math.max(((high[i] as number) - from) / width, 0), bars);
    const first = Math.min(Math.floor(left + SLACK), bars - 1);
    const last = Math.min(Math.floor(right + SLACK), bars - 1);
    if (first === last) shares[first] = (shares[first] as number) + (share[i] as number);
    else
      for (let bar = first; bar <= last; bar++) {
        const part = (Math.min(right, bar + 1) - Math.max(left, bar)) / (right - left);
        shares[bar] = (shares[bar] as number) + (share[i] as number) * part;
      }
  }
  return shares.map((sum) => Math.min(Math.round(sum * 1e5) / 1e5, 1));
};

const tidy = (x: number, width: number): number => Number((Math.round((x / width) * 2) * (width / 2)).toPrecision(12));
