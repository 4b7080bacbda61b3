import { isUtf8 } from 'node:buffer';
import { looksLikeParquet } from '../../parquet/random-access.ts';
import { csvTable } from './csv-table.ts';
import { jsonLinesTable } from './json-lines-table.ts';
import { parquetTable } from './parquet-table.ts';
import { type RawReading, refused } from './raw-table.ts';

type Format = 'CSV' | 'JSON lines' | 'Parquet';

const ENDINGS: Readonly<Record<string, Format>> = {
  csv: 'CSV',
  jsonl: 'JSON lines',
  ndjson: 'JSON lines',
  parquet: 'Parquet',
  pq: 'Parquet',
};

/** The table of a file. The ending of its name says what it is, and its content must agree. */
export const readTable = (name: string, bytes: Buffer): RawReading => {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  if (!format)
    return refused(name, 'unknown-format', `the ending .${ending} is not known`, '.csv, .jsonl, .ndjson or .parquet');
  const found = contentOf(bytes);
  if (found && found !== format)
    return refused(name, 'type-mismatch', `it is named .${ending}, but holds ${found}`, `${format}, or another ending`);
  if (format === 'Parquet')
    return found ? parquetTable(name, bytes) : refused(name, 'type-mismatch', 'it is not Parquet', 'a Parquet file');
  const text = bytes.toString('utf8');
  return format === 'CSV' ? csvTable(name, text) : jsonLinesTable(name, text);
};

/** What a file holds, where its first bytes leave no doubt. */
const contentOf = (bytes: Buffer): Format | 'compressed bytes' | 'text that is not UTF-8' | undefined => {
  if (looksLikeParquet(bytes)) return 'Parquet';
  if (PACKED.some((magic) => magic.every((byte, i) => bytes[i] === byte))) return 'compressed bytes';
  if (!isUtf8(bytes)) return 'text that is not UTF-8';
  const beginning = bytes.toString('utf8', 0, 1024).trimStart();
  return /^\{\s*("|\})/.test(beginning) ? 'JSON lines' : undefined;
};

/** gzip, zip (and so Excel), Zstandard. */
const PACKED = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
  [0x28, 0xb5, 0x2f, 0xfd],
];
