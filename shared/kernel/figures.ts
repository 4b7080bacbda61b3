const UNSET = 'none';

/** A number with the digits that mean something: 0.812, 41.3, 52,300, 1.2e-7. */
export const figure = (value: number | undefined, digits = 3): string => {
  if (value === undefined || Number.isNaN(value)) return UNSET;
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-4 || size >= 1e12) return minus(value.toExponential(digits - 1));
  if (size < 0.01) return minus(String(Number(value.toPrecision(digits - 1))));
  const decimals = size >= 1000 ? 0 : Math.max(0, size >= 1 ? digits - Math.ceil(Math.log10(size + 1)) : digits);
  return minus(grouped(value.toFixed(decimals)));
};

/** A number as it is, not a measurement: 5, 0.25, 1,053. */
export const plain = (value: number): string => minus(grouped(String(Number(value.toPrecision(9)))));

/** A share as percent: 8.0 %, 0.05 %, 41 %. */
export const percent = (share: number | undefined): string => {
  if (share === undefined || Number.isNaN(share)) return UNSET;
  const value = share * 100;
  const size = Math.abs(value);
  if (size > 0 && size < 0.005) return 'under 0.01 %';
  return `${minus(value.toFixed(size >= 10 || size === 0 ? 0 : size >= 0.95 ? 1 : 2))} %`;
};

/** A count: 12,480. */
export const whole = (count: number): string => minus(grouped(Math.round(count).toFixed(0)));

/** "1 row", "12,480 rows". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole(count)} ${count === 1 ? one : many}`;

/** "90 s", "35 min", "6 h", "3 days". */
export const duration = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
};

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** "a, b, c and 4 more". */
export const fewOf = (words: readonly string[], most = 3): string =>
  listed(words.length <= most ? words : [...words.slice(0, most), `${words.length - most} more`]);

/** Text of strangers cut to a length that leaves the sentence around it readable. */
export const short = (text: string, longest = 48): string => {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
};

/** An instant as "2 Mar 2026, 09:14 UTC". */
export const instant = (iso: string): string => `${day(iso)}, ${iso.slice(11, 16)} UTC`;

/** A span of time, to the second when it is short: "2 Mar 2026, 09:14 to 10:14 UTC". */
export const span = (from: string, to: string): string => {
  const clock = Date.parse(to) - Date.parse(from) < 600_000 ? 19 : 16;
  const end = day(from) === day(to) ? '' : `${day(to)}, `;
  return `${day(from)}, ${from.slice(11, clock)} to ${end}${to.slice(11, clock)} UTC`;
};

/** The day of an instant: "2 Mar 2026". */
export const day = (iso: string): string =>
  `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// Written out: Intl is a hundred times slower, and a report has thousands of figures.
const grouped = (digits: string): string => digits.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
const minus = (text: string): string => text.replace('-', '−');
