export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** An axis over the values with three to six round ticks. It starts at 0 unless values are negative or the widget says otherwise. */
export const createScale = (
  values: readonly number[],
  fixed: { readonly min?: number; readonly max?: number },
): Scale => {
  const low = fixed.min ?? values.reduce((a, b) => Math.min(a, b), 0);
  const highest = values.reduce((a, b) => Math.max(a, b), low);
  const high = fixed.max ?? (highest - low > 1e-12 ? highest : low + 1);
  // Of things that are counted there is no half.
  const whole = values.length > 0 && values.every(Number.isInteger) && Number.isInteger(high) && Number.isInteger(low);
  const step = Math.max(roundStep((high - low) / 4), whole ? 1 : 0);
  const min = fixed.min ?? Math.floor(low / step) * step;
  const max = fixed.max ?? Math.ceil(high / step - 1e-9) * step;
  const ticks: number[] = [];
  for (let tick = Math.ceil(min / step - 1e-9) * step; tick <= max + step * 1e-6; tick += step)
    ticks.push(Number(tick.toPrecision(12)));
  return { min, max, ticks };
};

/** 1, 2 or 5 times a power of ten, at least `rough`. */
const roundStep = (rough: number): number => {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
};

const timeSteps = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Round moments inside a time range, in milliseconds: at most `most`, or one more. */
export const timeTicks = (from: number, to: number, most = 6): readonly number[] => {
  const step = (timeSteps.find((seconds) => (to - from) / 1000 / seconds <= most) ?? 604_800) * 1000;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
};
