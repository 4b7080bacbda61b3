import { readDeltas, readTextsByLength, readTextsByPrefix } from './delta.ts';
import type { Desk } from './desk.ts';
import { damaged, unsupported } from './errors.ts';
import type { RowGroup } from './footer.ts';
import { allOnes, readHybrid } from './hybrid.ts';
import { type PackedPage, packedPages } from './pages.ts';
import type { RandomAccess } from './random-access.ts';
import type { FlatColumn } from './schema.ts';
import { plainDoubles, readPlain, type Stored, wholeNumbers } from './stored.ts';
import { unpack } from './unpack.ts';
import { spread, type Values, valuesAt, valuesOf } from './values.ts';

/** Numbers of the encodings (parquet.thrift, Encoding). */
const [PLAIN, PLAIN_DICTIONARY, RLE, DELTAS, TEXTS_BY_LENGTH, TEXTS_BY_PREFIX, DICTIONARY, STREAMS] = [
  0, 2, 3, 5, 6, 7, 8, 9,
];

/** How many bytes and values may come of a file. @throws UnreadableParquet when it is more */
export type Spend = (bytes: number, values: number) => void;

/** The values of a column in one row group, page by page; each page may overwrite the one before. @throws UnreadableParquet */
export function* readColumn(
  file: RandomAccess,
  { rows, chunks }: RowGroup,
  column: FlatColumn,
  spend: Spend,
  desk: Desk,
): Generator<Values> {
  const chunk = chunks[column.place];
  if (!chunk) throw damaged(`column ${column.name} is not in every row group`);
  let dictionary: Values | undefined;
  let read = 0;
  if (rows === 0) return;
  for (const page of packedPages(file, chunk)) {
    spend(page.size, page.values);
    if (page.kind === 'dictionary') {
      if (dictionary || read > 0) throw damaged(`column ${column.name} has a dictionary too many`);
      const bytes = unpack(chunk.codec, page.packed, page.size, desk.bytes);
      dictionary = valuesOf(column, readPlain(column, bytes, 0, page.values, desk.dictionary));
      continue;
    }
    read += page.values;
    if (page.values === 0 || read > rows) throw damaged(`the pages of column ${column.name} do not have its rows`);
    yield pageValues(column, page, chunk.codec, desk, dictionary);
  }
  if (read !== rows) throw damaged(`column ${column.name} has ${read} of the ${rows} rows of a row group`);
}

const pageValues = (
  column: FlatColumn,
  page: PackedPage,
  codec: number,
  desk: Desk,
  dictionary: Values | undefined,
): Values => {
  const { bytes, from, levels } =
    page.kind === 'data' ? opened(column, page, codec, desk) : openedSecond(page, codec, desk);
  const dense = (count: number) => denseValues(column, page, bytes, from, count, desk, dictionary);
  if (!column.optional || allOnes(levels.bytes, levels.from, levels.to, page.values)) return dense(page.values);
  const present = desk.levels(page.values);
  readHybrid(levels.bytes, levels.from, levels.to, 1, present);
  let count = 0;
  for (let row = 0; row < present.length; row++) count += present[row] as number;
  return count < page.values ? spread(dense(count), present, desk) : dense(count);
};

interface Opened {
  readonly bytes: Uint8Array;
  /** Where the values begin. */
  readonly from: number;
  /** Where it is told which rows have a value. */
  readonly levels: { readonly bytes: Uint8Array; readonly from: number; readonly to: number };
}

const opened = ({ optional }: FlatColumn, page: PackedPage, codec: number, desk: Desk): Opened => {
  const bytes = unpack(codec, page.packed, page.size, desk.bytes);
  if (!optional) return { bytes, from: 0, levels: { bytes, from: 0, to: 0 } };
  if (page.levels.encoding !== RLE)
    throw unsupported('missing values are told in a way that was given up in 2013', 'a file of a current writer');
  const length = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length < 0 || length > bytes.length - 4) throw damaged('a page does not say which of its values are missing');
  return { bytes, from: 4 + length, levels: { bytes, from: 4, to: 4 + length } };
};

// Pages of the second kind keep the levels before the packed values.
const openedSecond = (page: PackedPage, codec: number, desk: Desk): Opened => {
  const { bytes: size } = page.levels;
  if (size < 0 || size > page.packed.length || size > page.size)
    throw damaged('a page does not say which of its values are missing');
  const rest = page.packed.subarray(size);
  const bytes = page.isPacked ? unpack(codec, rest, page.size - size, desk.bytes) : rest;
  return { bytes, from: 0, levels: { bytes: page.packed, from: 0, to: size } };
};

const denseValues = (
  column: FlatColumn,
  { encoding }: PackedPage,
  bytes: Uint8Array,
  from: number,
  count: number,
  { indexes, doubles }: Desk,
  dictionary: Values | undefined,
): Values => {
  if (encoding !== DICTIONARY && encoding !== PLAIN_DICTIONARY)
    return valuesOf(column, storedValues(column, encoding, bytes, from, count, doubles));
  if (!dictionary) throw damaged(`a page of column ${column.name} has no dictionary before it`);
  const places = indexes(count);
  if (count === 0) return valuesAt(dictionary, places, -1, doubles);
  const width = bytes[from];
  if (width === undefined) throw damaged('the values of a page end too early');
  return valuesAt(dictionary, places, readHybrid(bytes, from + 1, bytes.length, width, places), doubles);
};

const storedValues = (
  column: FlatColumn,
  encoding: number,
  bytes: Uint8Array,
  from: number,
  count: number,
  doubles: Desk['doubles'],
): Stored => {
  const { physical, meaning, width } = column;
  if (encoding === PLAIN && physical === 'double')
    return { kind: 'numbers', values: plainDoubles(bytes, from, count, doubles) };
  if (encoding === PLAIN) return readPlain(column, bytes, from, count);
  if (encoding === RLE && physical === 'boolean') {
    const bits = new Int32Array(count);
    readHybrid(bytes, from + 4, bytes.length, 1, bits);
    return { kind: 'numbers', values: Float64Array.from(bits) };
  }
  if (encoding === DELTAS && (physical === 'int32' || physical === 'int64')) {
    const { values } = readDeltas(bytes, from, count, physical === 'int32' ? 32 : 64);
    if (physical === 'int64') return wholeNumbers(meaning, values);
    const unsigned = meaning.kind === 'unsigned';
    return {
      kind: 'numbers',
      values: Float64Array.from(values, (value) => Number(unsigned ? BigInt.asUintN(32, value) : value)),
    };
  }
  if (encoding === TEXTS_BY_LENGTH && physical === 'bytes') return readTextsByLength(bytes, from, count);
  if (encoding === TEXTS_BY_PREFIX && (physical === 'bytes' || physical === 'fixed'))
    return readTextsByPrefix(bytes, from, count);
  const size = { int32: 4, float: 4, int64: 8, double: 8, fixed: width }[physical as string];
  if (encoding === STREAMS && size) {
    if (from + count * size > bytes.length) throw damaged('the values of a page end too early');
    const joined = new Uint8Array(count * size);
    for (let i = 0; i < count; i++)
      for (let part = 0; part < size; part++) joined[i * size + part] = bytes[from + part * count + i] as number;
    return readPlain(column, joined, 0, count);
  }
  throw unsupported(
    `column ${column.name} is encoded in a way that is not read (${encoding})`,
    'plain values or a dictionary',
  );
};
