import { isDeepStrictEqual } from 'node:util';
import type { ColumnShape } from '../../shared/assurance/dataset/columns.ts';
import { readDataset } from '../../shared/assurance/dataset/dataset.ts';
import { captureFeed } from '../../shared/monitoring/bytes/capture-feed.ts';
import { csvFeed } from '../../shared/monitoring/bytes/csv-feed.ts';
import { jsonLinesFeed } from '../../shared/monitoring/bytes/json-lines-feed.ts';
import { windowTarget } from '../../shared/monitoring/bytes/row-target.ts';
import type { WindowCounts } from '../../shared/monitoring/schema.ts';
import { UnreadableParquet } from '../../shared/parquet/errors.ts';
import { openParquet } from '../../shared/parquet/parquet.ts';
import { inMemory } from '../../shared/parquet/random-access.ts';
import { readManifest } from '../../shared/registry/read-manifest.ts';
import { countedSlowly, inPieces } from '../support/captures.ts';
import { loanProfile } from '../support/monitoring.ts';
import { Broken, type Outcome, type Seed, signOf } from './target.ts';

const shapes: readonly ColumnShape[] = [
  { name: 'amount', type: 'number', min: 0, max: 1e6 },
  { name: 'purpose', type: 'category', values: ['car', 'home', 'study'] },
  { name: 'rate', type: 'number' },
];

/** Reads a holdout: a table whose columns all have its rows, or findings. */
export const checkDataset = async ({ name, bytes }: Seed): Promise<Outcome> => {
  const reading = readDataset(name, bytes, shapes);
  if (reading.kind === 'refused') {
    if (reading.findings.length === 0) throw new Broken('refused without a finding');
    return outcome(false, reading.findings);
  }
  for (const { values } of reading.dataset.columns.values())
    if (values.length !== reading.dataset.rows) throw new Broken('a column has other rows than the table');
  return outcome(true, []);
};

/** Reads every column of a Parquet file: as many values as it has rows, or the reason why not. */
export const checkParquet = async (input: Seed): Promise<Outcome> => {
  const codes = new Set<string>();
  const reasons: { code: string; message: string }[] = [];
  const attempt = (read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof UnreadableParquet)) throw error;
      codes.add(error.code);
      reasons.push({ code: error.code, message: error.message });
    }
  };
  attempt(() => {
    const table = openParquet(inMemory(input.bytes));
    for (const { flat } of table.columns)
      if (flat)
        attempt(() => {
          let values = 0;
          for (const page of table.values(flat))
            values += page.kind === 'texts' ? page.codes.length : page.values.length;
          if (values !== table.rows) throw new Broken(`${values} values in a table of ${table.rows} rows`);
        });
  });
  const { codes: found } = await checkDataset(input);
  return { accepted: reasons.length === 0, codes: [...codes, ...found], signs: reasons.map(signOf) };
};

/** Reads a manifest: all of it, or findings. */
export const checkManifest = async ({ bytes }: Seed): Promise<Outcome> => {
  const reading = readManifest(bytes.toString('utf8'));
  if (reading.kind === 'refused' && reading.findings.length === 0) throw new Broken('refused without a finding');
  return outcome(reading.kind === 'readable', reading.kind === 'refused' ? reading.findings : []);
};

const profile = loanProfile(300);
const feeds = { csv: csvFeed, jsonl: jsonLinesFeed, capture: captureFeed } as const;

const counted = (kind: keyof typeof feeds, pieces: Iterable<Uint8Array>): WindowCounts => {
  const target = windowTarget(profile);
  const feed = feeds[kind](target);
  for (const piece of pieces) feed.write(piece);
  feed.end();
  return target.counts();
};

/** Counts a window of rows: the same whatever the pieces, and for captures the same as the general reader. */
export const checkFeed =
  (kind: keyof typeof feeds) =>
  async ({ bytes }: Seed, pieces: number): Promise<Outcome> => {
    const counts = counted(kind, [bytes]);
    if (pieces > 0 && !isDeepStrictEqual(counts, counted(kind, inPieces(bytes, pieces))))
      throw new Broken(`other counts when it comes in pieces of ${pieces}`);
    if (kind === 'capture' && !isDeepStrictEqual(counts, countedSlowly(profile, linesOf(bytes))))
      throw new Broken('other counts than the general reader');
    const signs = JSON.stringify(counts).match(/"(?:reason|value|category)":"[^"]{0,40}|"\w+":/g) ?? [];
    return { accepted: true, codes: [], signs: signs.map((sign) => sign.replace(/\d+/g, '#')) };
  };

const linesOf = (bytes: Buffer): string[] => {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed < 0 ? bytes.length : feed;
    lines.push(bytes.subarray(at, bytes[end - 1] === 0x0d && end > at ? end - 1 : end).toString());
    at = end + 1;
  }
  return lines;
};

const outcome = (
  accepted: boolean,
  findings: readonly { readonly code: string; readonly message: string }[],
): Outcome => ({
  accepted,
  codes: findings.map(({ code }) => code),
  signs: findings.map(signOf),
});
