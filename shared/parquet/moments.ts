const DAY_MS = 86_400_000n;
/** Days from the Julian epoch, by which INT96 counts, to 1970. */
const JULIAN_1970 = 2_440_588n;
const NANOSECONDS_A_DAY = 86_400_000_000_000n;

/** A day counted from 1970 as ISO 8601, such as 2026-03-01. Beyond the years of the calendar it stays a number. */
export const dateText = (days: number): string => isoOf(BigInt(days) * DAY_MS)?.slice(0, -14) ?? String(days);

/** A moment as ISO 8601: with Z when it is an instant, with as many decimals as it needs. */
export const momentText = (count: bigint, perSecond: bigint, utc: boolean): string => {
  const fraction = ((count % perSecond) + perSecond) % perSecond;
  const iso = isoOf(((count - fraction) / perSecond) * 1000n);
  if (!iso) return String(count);
  const decimals = fraction
    .toString()
    .padStart(perSecond.toString().length - 1, '0')
    .replace(/0+$/, '');
  return `${iso.slice(0, -5)}${decimals && `.${decimals}`}${utc ? 'Z' : ''}`;
};

/** Nanoseconds since 1970 of an INT96: nanoseconds of the day, then the Julian day. */
export const nanosecondsOf = (bytes: Uint8Array, at: number): bigint => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 12);
  return (BigInt(view.getUint32(8, true)) - JULIAN_1970) * NANOSECONDS_A_DAY + view.getBigInt64(0, true);
};

const isoOf = (milliseconds: bigint): string | undefined => {
  const date = new Date(Number(milliseconds));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};
