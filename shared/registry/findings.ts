import type { Finding } from './schema.ts';

/** Enough to see what is wrong; a hostile submission could have thousands, and the registry's item holds 400 kB. */
const MOST = 100;

/** Findings as they may be stored: as many and as long as the schema and the registry's item take. The rest is counted. */
export const storable = (findings: readonly Finding[]): Finding[] => {
  const kept = findings.slice(0, MOST).map(({ path, code, message, expected }) => ({
    path: clip(path, 512),
    code: clip(code, 64),
    message: clip(message, 1000),
    ...(expected !== undefined && { expected: clip(expected, 1000) }),
  }));
  const more = findings.length - MOST;
  return more > 0
    ? [...kept, { path: 'submission', code: 'more', message: `and ${more} more of such findings` }]
    : kept;
};

/** Text of at most so many characters, never ending in half a character: what is stored must have a canonical form. */
export const clip = (text: string, longest: number): string =>
  text.length <= longest
    ? text.toWellFormed()
    : `${text.slice(0, longest - 3).replace(/[\uD800-\uDBFF]$/, '')}...`.toWellFormed();

/** A person's reason with who asked, as long as a stored reason may be; of a long reason the end is lost, never who asked. */
export const askedFor = (reason: string, requestedBy: string): string => {
  const who = ` (asked for by ${requestedBy})`;
  return clip(reason, 2000 - who.length) + who;
};
