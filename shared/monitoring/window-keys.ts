import type { VersionId } from '../registry/schema.ts';

/** A stretch of time, its end excluded. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Begins the key of everything that checks keep for later checks; it expires with the traffic (infra/storage/buckets.ts). */
export const KEPT = 'monitoring/';

interface Watched extends VersionId {
  /** Digest of its baseline profile. */
  readonly profile: string;
}

/** Counts belong to one baseline profile: other bins, other folder. */
const folderOf = ({ team, model, version, profile }: Watched): string =>
  `${KEPT}${team}/${model}/${version}/${profile.slice(0, 16)}`;

/** Folder of the counts of single windows; their names sort by the instant they begin at. */
export const windowsFolder = (version: Watched): string => `${folderOf(version)}/windows/`;

export const windowKey = (version: Watched, span: Span): string => `${windowsFolder(version)}${nameOf(span)}.json.gz`;

/** Counts of windows that wait together for enough rows. */
export const poolKey = (version: Watched, span: Span): string => `${folderOf(version)}/waiting/${nameOf(span)}.json.gz`;

/** The list of batches of a large window, and what each of them came to. */
export const batchListKey = (version: Watched, span: Span): string =>
  `${folderOf(version)}/batches/${nameOf(span)}/list.json`;
export const batchKey = (version: Watched, span: Span, batch: number): string =>
  `${folderOf(version)}/batches/${nameOf(span)}/${String(batch).padStart(6, '0')}.json.gz`;

/** The stretch that a key of a window names; nothing for any other key. */
export const spanOf = (key: string): Span | undefined => {
  const [, from, to] = /\/([^/]+)_([^/]+)\.json\.gz$/.exec(key) ?? [];
  return from && to ? { from: instant(from), to: instant(to) } : undefined;
};

const nameOf = ({ from, to }: Span): string => `${compact(from)}_${compact(to)}`;

/** `20260302T080000.000Z`: no colons, and in the order of time. */
const compact = (at: string): string => new Date(at).toISOString().replace(/[-:]/g, '');
const instant = (text: string): string => text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:$6');
