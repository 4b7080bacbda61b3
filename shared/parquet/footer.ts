import { beyond, damaged, unsupported } from './errors.ts';
import { looksLikeParquet, type RandomAccess } from './random-access.ts';
import { type Column, columnsOf, readElement, type SchemaElement } from './schema.ts';
import { type ThriftReader, thriftReader } from './thrift.ts';

/** The values of one column in one row group. */
export interface Chunk {
  readonly codec: number;
  /** Where its pages lie in the file. */
  readonly from: number;
  readonly to: number;
}

export interface RowGroup {
  readonly rows: number;
  /** By the place of the column. */
  readonly chunks: readonly Chunk[];
}

/** What the footer of a file says. */
export interface Footer {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly groups: readonly RowGroup[];
}

const TAIL = 8;
const LARGEST_FOOTER = 16 * 2 ** 20;
const MOST_COLUMNS = 10_000;
const MOST_GROUPS = 100_000;
/** Chunks, elements: each is an object in memory. */
const MOST_PARTS = 1_000_000;

/** Reads the footer: the schema, and where the columns of each row group lie. @throws UnreadableParquet */
export const readFooter = (file: RandomAccess): Footer => {
  if (file.bytes < TAIL + 4) throw damaged('the file is too short for Parquet');
  if (!looksLikeParquet(file.read(0, 4))) throw damaged('the file does not begin as Parquet does');
  const tail = Buffer.from(file.read(file.bytes - TAIL, file.bytes));
  if (tail.toString('latin1', 4) === 'PARE') throw unsupported('the file is encrypted', 'a file without encryption');
  if (!looksLikeParquet(tail.subarray(4))) throw damaged('the file does not end as Parquet does: it is cut off');
  const length = tail.readUInt32LE(0);
  if (length > file.bytes - TAIL - 4) throw damaged(`the footer would have ${length} bytes, more than the file`);
  if (length > LARGEST_FOOTER) throw beyond('bytes of the footer', length, LARGEST_FOOTER, 'fewer row groups');
  const end = file.bytes - TAIL - length;
  const reader = thriftReader(file.read(end, file.bytes - TAIL).slice());
  const elements: SchemaElement[] = [];
  const groups: RowGroup[] = [];
  let [rows, parts, encrypted] = [0, 0, false];
  const spend = (): void => {
    if (++parts > MOST_PARTS) throw beyond('parts of the footer', parts, MOST_PARTS, 'fewer, larger row groups');
  };
  reader.struct({
    2: (type) =>
      reader.list(type, () => {
        spend();
        elements.push(readElement(reader));
      }),
    3: (type) => {
      rows = reader.whole(type);
    },
    4: (type) =>
      reader.list(type, () => {
        groups.push(readGroup(reader, spend));
        if (groups.length > MOST_GROUPS) throw beyond('row groups', groups.length, MOST_GROUPS, 'larger row groups');
      }),
    8: () => {
      encrypted = true;
      reader.struct({});
    },
  });
  if (encrypted) throw unsupported('the file is encrypted', 'a file without encryption');
  const { columns, stored } = columnsOf(elements);
  if (stored > MOST_COLUMNS) throw beyond('columns', stored, MOST_COLUMNS);
  // Writers put nothing behind the offsets of a group without rows.
  const outside = groups.some(
    (group) => group.rows > 0 && group.chunks.some(({ from, to }) => from < 4 || to < from || to > end),
  );
  if (outside) throw damaged('a column lies outside of the file');
  if (groups.some(({ chunks }) => chunks.length !== stored))
    throw damaged(`a row group does not have the ${stored} columns of the schema`);
  if (groups.reduce((sum, group) => sum + group.rows, 0) !== rows)
    throw damaged(`the row groups do not have the ${rows} rows that the footer says`);
  return { columns, rows, groups };
};

const readGroup = (reader: ThriftReader, spend: () => void): RowGroup => {
  const chunks: Chunk[] = [];
  let rows = -1;
  reader.struct({
    1: (type) =>
      reader.list(type, () => {
        spend();
        chunks.push(readChunk(reader));
      }),
    3: (type) => {
      rows = reader.whole(type);
    },
  });
  if (rows < 0) throw damaged('a row group does not say how many rows it has');
  return { rows, chunks };
};

const readChunk = (reader: ThriftReader): Chunk => {
  let [codec, size, data, dictionary] = [-1, -1, -1, 0];
  let elsewhere = false;
  const whole = (set: (value: number) => void) => (type: number) => set(reader.whole(type));
  reader.struct({
    1: (type) => {
      elsewhere = reader.text(type) !== '';
    },
    3: () =>
      reader.struct({
        4: whole((value) => {
          codec = value;
        }),
        7: whole((value) => {
          size = value;
        }),
        9: whole((value) => {
          data = value;
        }),
        11: whole((value) => {
          dictionary = value;
        }),
      }),
  });
  if (elsewhere) throw unsupported('the columns lie in other files', 'one file that holds all of its columns');
  // Some writers leave a dictionary offset of 0 where there is none.
  const from = dictionary > 0 && dictionary < data ? dictionary : data;
  return { codec, from, to: from + size };
};
