import { crc32 } from 'node:zlib';
import { beyond, damaged, unsupported } from './errors.ts';
import type { Chunk } from './footer.ts';
import type { RandomAccess } from './random-access.ts';
import { thriftReader } from './thrift.ts';

/** A page as it lies in the file: its header, and the bytes behind it. */
export interface PackedPage {
  readonly kind: 'data' | 'data-2' | 'dictionary';
  readonly values: number;
  readonly encoding: number;
  /** Bytes once unpacked, the levels of a `data-2` page included. */
  readonly size: number;
  readonly packed: Uint8Array;
  /** How missing values are told; of `data-2` pages, the bytes of the levels that lie unpacked before the values. */
  readonly levels: { readonly encoding: number; readonly bytes: number };
  readonly isPacked: boolean;
}

const LARGEST_PAGE = 2 ** 26;
const MOST_VALUES = 2 ** 22;
/** What is read beyond a page, for the header of the next; and at least at a time, for small pages. */
const BEYOND = 2 ** 13;
const AHEAD = 2 ** 16;
const LONGEST_HEADER = 2 ** 20;

/** The pages of a chunk in their order; all sizes are checked before anything is made. @throws UnreadableParquet */
export function* packedPages(file: RandomAccess, { from, to }: Chunk): Generator<PackedPage> {
  let window: Uint8Array = new Uint8Array(0);
  let start = from;
  const view = (at: number, count: number): Uint8Array => {
    const end = Math.min(to, at + count);
    if (at < start || end > start + window.length) {
      window = file.read(at, Math.min(to, Math.max(end + BEYOND, at + AHEAD)));
      start = at;
    }
    return window.subarray(at - start, end - start);
  };
  for (let at = from; at < to; ) {
    const { header, length } = headerAt(view, at, to);
    at += length;
    const { packedSize, crc, ...page } = header;
    if (packedSize < 0 || packedSize > to - at) throw damaged('a page goes beyond its column');
    const packed = view(at, packedSize);
    at += packedSize;
    if (page.kind === undefined) continue;
    if (page.values < 0 || page.size < 0) throw damaged('the header of a page has a negative number');
    if (page.size > LARGEST_PAGE) throw beyond('bytes of a page', page.size, LARGEST_PAGE, 'smaller pages');
    if (page.values > MOST_VALUES) throw beyond('values of a page', page.values, MOST_VALUES, 'smaller row groups');
    if (crc !== undefined && crc32(packed) !== crc >>> 0) throw damaged('a page does not have the checksum it says');
    yield { ...page, kind: page.kind, packed };
  }
}

interface Header extends Omit<PackedPage, 'kind' | 'packed'> {
  /** Nothing for a page that holds no values, such as an index. */
  readonly kind?: PackedPage['kind'];
  readonly packedSize: number;
  readonly crc?: number;
}

// Headers may hold statistics of any length: more is looked at until one is whole.
const headerAt = (
  view: (at: number, count: number) => Uint8Array,
  at: number,
  to: number,
): { header: Header; length: number } => {
  for (let count = 1024; ; count *= 8) {
    const bytes = view(at, count);
    try {
      return readHeader(bytes);
    } catch (error) {
      if (at + count >= to || count > LONGEST_HEADER) throw error;
    }
  }
};

const readHeader = (bytes: Uint8Array): { header: Header; length: number } => {
  const reader = thriftReader(bytes);
  let [type, size, packedSize, values, encoding, levelEncoding, levelBytes, repetitions] = [
    -1, -1, -1, -1, -1, 3, 0, 0,
  ];
  let [isPacked, crc] = [true, undefined as number | undefined];
  const whole = (set: (value: number) => void) => (wire: number) => set(reader.whole(wire));
  const setValues = whole((value) => {
    values = value;
  });
  const setEncoding = whole((value) => {
    encoding = value;
  });
  reader.struct({
    1: whole((value) => {
      type = value;
    }),
    2: whole((value) => {
      size = value;
    }),
    3: whole((value) => {
      packedSize = value;
    }),
    4: whole((value) => {
      crc = value;
    }),
    5: () =>
      reader.struct({
        1: setValues,
        2: setEncoding,
        3: whole((value) => {
          levelEncoding = value;
        }),
      }),
    7: () => reader.struct({ 1: setValues, 2: setEncoding }),
    8: () =>
      reader.struct({
        1: setValues,
        4: setEncoding,
        5: whole((value) => {
          levelBytes = value;
        }),
        6: whole((value) => {
          repetitions = value;
        }),
        7: (wire) => {
          isPacked = reader.flag(wire);
        },
      }),
  });
  if (repetitions !== 0) throw unsupported('a page repeats values within a row', 'one value a row');
  const kind = ({ 0: 'data', 2: 'dictionary', 3: 'data-2' } as const)[type];
  const levels = { encoding: levelEncoding, bytes: levelBytes };
  return {
    header: {
      size,
      packedSize,
      values,
      encoding,
      levels,
      isPacked,
      ...(kind && { kind }),
      ...(crc !== undefined && { crc }),
    },
    length: reader.at(),
  };
};
