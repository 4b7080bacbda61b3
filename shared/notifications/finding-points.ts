import type { Finding } from '../registry/schema.ts';

/** A mail is read to its end; the rest is on the page that it links to. */
const MOST_IN_A_MAIL = 40;

/** Findings as points of a letter: one for each place, what is wrong there, and what would be right, each said once. */
export const findingPoints = (findings: readonly Finding[]): readonly string[] => {
  const places = new Map<string, Finding[]>();
  for (const finding of findings.slice(0, MOST_IN_A_MAIL)) {
    const place = placeOf(finding);
    places.set(place, [...(places.get(place) ?? []), finding]);
  }
  const more = findings.length - MOST_IN_A_MAIL;
  return [
    ...[...places].map(([place, found]) => point(place, found)),
    ...(more > 0 ? [`and ${more} more, which stand on the page below`] : []),
  ];
};

const BYTE = /, (byte \d+)$/;

const placeOf = ({ path }: Finding): string => path.replace(BYTE, '');

const point = (place: string, found: readonly Finding[]): string => {
  const [only, ...others] = found;
  const said = (finding: Finding) => {
    const at = BYTE.exec(finding.path)?.[1];
    return finding.message + (at ? ` (${at})` : '');
  };
  const right = [...new Set(found.flatMap(({ expected }) => expected ?? []))].map((text) => `Right would be: ${text}`);
  const first = only && others.length === 0 ? [`${place}: ${said(only)}`] : [`${place}:`, ...found.map(said)];
  return [...first, ...right].join('\n');
};
