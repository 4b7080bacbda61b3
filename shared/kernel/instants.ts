// By hand: making an Intl.DateTimeFormat costs a cold start as much as loading an AWS client.
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** An instant as a person reads it: "Thursday 26 November, 09:14 UTC". */
export const instantInWords = (instant: Date): string =>
  `${DAYS[instant.getUTCDay()]} ${instant.getUTCDate()} ${MONTHS[instant.getUTCMonth()]}, ${instant.toISOString().slice(11, 16)} UTC`;

/** How long something takes, in the largest unit that fits: "3 days", "1 hour", "20 minutes". */
export const spanInWords = (seconds: number): string => {
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? ['minute', 60];
  const count = Math.max(1, Math.floor(seconds / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
