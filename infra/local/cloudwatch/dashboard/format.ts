/** A number with its unit in a reader's words: `41 ms`, `1.2 s`, `3.4 MB`, `12 %`, `1,204`. Digits that mean something. */
export const formatValue = (value: number, unit: string): string => {
  const scale = value === 0 ? undefined : scales[unit];
  if (scale) {
    const magnitude = Math.abs(value * scale.factor);
    const step = scale.steps.findLast(({ from }) => magnitude >= from) ?? scale.steps[0];
    if (step) return `${formatNumber((value * scale.factor) / step.size)} ${step.name}`;
  }
  if (unit === 'Percent') return `${formatNumber(value)} %`;
  return unit.endsWith('/Second') ? `${formatNumber(value)} a second` : formatNumber(value);
};

/** Three digits that count, thousands set apart. */
const formatNumber = (value: number): string => {
  const rounded = Number(value.toPrecision(Math.abs(value) >= 1000 ? Math.ceil(Math.log10(Math.abs(value))) : 3));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 6 }).replace('-', '\u2212');
};

const seconds = [
  { from: 0, size: 1e-6, name: 'µs' },
  { from: 1e-3, size: 1e-3, name: 'ms' },
  { from: 1, size: 1, name: 's' },
  { from: 120, size: 60, name: 'min' },
  { from: 7200, size: 3600, name: 'h' },
  { from: 172_800, size: 86_400, name: 'days' },
];
const bytes = [
  { from: 0, size: 1, name: 'B' },
  { from: 1e3, size: 1e3, name: 'kB' },
  { from: 1e6, size: 1e6, name: 'MB' },
  { from: 1e9, size: 1e9, name: 'GB' },
];

const scales: Readonly<Record<string, { readonly factor: number; readonly steps: typeof seconds }>> = {
  Microseconds: { factor: 1e-6, steps: seconds },
  Milliseconds: { factor: 1e-3, steps: seconds },
  Seconds: { factor: 1, steps: seconds },
  Bytes: { factor: 1, steps: bytes },
  Kilobytes: { factor: 1e3, steps: bytes },
  Megabytes: { factor: 1e6, steps: bytes },
};

/** `20:14`, or with seconds, or the day: as much as the range needs. UTC, as CloudWatch shows it. */
export const formatTime = (at: number, rangeMs: number): string => {
  const iso = new Date(at).toISOString();
  if (rangeMs > 2 * 86_400_000) return iso.slice(5, 10);
  return rangeMs <= 300_000 ? iso.slice(11, 19) : iso.slice(11, 16);
};
