const words = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});

/** An instant as a person reads it: "Thursday 26 November, 09:14 UTC". */
export const instantInWords = (instant: Date): string => `${words.format(instant).replace(' at ', ', ')} UTC`;

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
