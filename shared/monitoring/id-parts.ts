/** One of several equal parts of all requests, told apart by their ids. */
export interface Part {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Part = { index: 0, of: 1 };

/** Bytes of labels and records: what may be joined in memory at once, and what may be read for it in all. */
export interface JoinBounds {
  readonly atOnce: number;
  readonly read: number;
}

const MIB = 2 ** 20;
/** Joined, a byte takes a few bytes of memory; what is read in all takes a few minutes of one function. */
export const JOINING: JoinBounds = { atOnce: 256 * MIB, read: 16 * 1024 * MIB };

/**
 * In how many parts so many bytes are joined, and how many of these can be read: everything is read once for each part.
 * Nothing when not even one can.
 */
export const partsFor = (
  bytes: number,
  { atOnce, read }: JoinBounds,
): { readonly of: number; readonly read: number } | undefined => {
  const of = 2 ** Math.max(0, Math.ceil(Math.log2(bytes / atOnce)));
  const passes = bytes === 0 ? 1 : Math.min(of, Math.floor(read / bytes));
  return passes === 0 ? undefined : { of, read: passes };
};

/** 32 bits that depend on every character of a text (FNV-1a, mixed as in MurmurHash3): to share out, no secret. */
export const spread = (text: string, seed = 0): number => {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

export const isIn = (id: string, { index, of }: Part): boolean => of === 1 || spread(id) % of === index;

const METADATA = '"eventMetadata"';
const INFERENCE_ID = /"inferenceId"\s*:\s*"([^"]+)"/;
const EVENT_ID = /"eventId"\s*:\s*"([^"]*)"/;

/**
 * The id by which a line of records or labels is joined, without parsing it; nothing where that could err. Both formats
 * have the ids behind what was captured or labelled, so nothing in that can be taken for them.
 */
export const idOfLine = (line: string): string | undefined => {
  const at = line.indexOf(METADATA);
  const body = Math.max(line.lastIndexOf('"captureData"'), line.lastIndexOf('"groundTruthData"'));
  if (at === -1 || body === -1 || body > at || line.includes(METADATA, at + 1)) return undefined;
  const metadata = line.slice(at);
  if (metadata.includes('\\')) return undefined;
  return (INFERENCE_ID.exec(metadata) ?? EVENT_ID.exec(metadata))?.[1];
};
