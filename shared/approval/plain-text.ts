/**
 * Text of strangers as one may show it: control characters, line separators and invisible or bidirectional format
 * characters removed, unpaired surrogates replaced, cut to a length. Escaping for its place comes after this.
 */
export const plainText = (value: string, longest: number): string => {
  const clean = value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n\uFFFD]/gu, '')
    .replace(/[\u2028\u2029]/g, ' ')
    .trim();
  const letters = [...clean];
  return letters.length <= longest ? clean : `${letters.slice(0, longest - 1).join('')}…`;
};

/** The same on one line: for headers, subjects and table cells. */
export const oneLine = (value: string, longest: number): string => plainText(value.replace(/\s+/g, ' '), longest);

/** Text in which no mail program finds a link: a word joiner breaks what looks like an address. */
export const unlinked = (value: string): string =>
  value
    .replace(/:\/\//g, ':\u2060//')
    .replace(/\b(www)\./gi, '$1\u2060.')
    .replace(/(\w)\.(?=[a-z]{2,}\b)/gi, '$1.\u2060');

/** A whole document of strangers' words, as one may show them. */
export const plainStrings = (value: unknown): unknown => {
  if (typeof value === 'string') return plainText(value, 2000);
  if (Array.isArray(value)) return value.map(plainStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainStrings(item)]));
};
