import { beyond, damaged } from './errors.ts';
import type { Stored } from './stored.ts';

const LARGEST_BLOCK = 2 ** 20;
/** Texts that share beginnings with the ones before them are small in the file and large in memory. */
const LARGEST_TEXTS = 2 ** 26;

/** Reads `count` numbers of `bits` bits stored by their differences (Encodings.md, DELTA_BINARY_PACKED). @throws UnreadableParquet */
export const readDeltas = (
  bytes: Uint8Array,
  from: number,
  count: number,
  bits: 32 | 64,
): { values: BigInt64Array; end: number } => {
  let at = from;
  const varint = (): bigint => {
    let value = 0n;
    for (let i = 0n; i < 10n; i++) {
      const byte = bytes[at++];
      if (byte === undefined) throw ended();
      value |= BigInt(byte & 0x7f) << (7n * i);
      if (byte < 0x80) return value;
    }
    throw ended();
  };
  const zigzag = (): bigint => {
    const value = BigInt.asUintN(64, varint());
    return (value >> 1n) ^ -(value & 1n);
  };
  const [block, parts, total] = [Number(varint()), Number(varint()), Number(varint())];
  const each = block / parts;
  if (!(block > 0 && block <= LARGEST_BLOCK && Number.isInteger(each) && each % 8 === 0))
    throw damaged(`a page has blocks of ${block} differences in ${parts} parts`);
  if (total !== count) throw damaged(`a page has ${total} differences for ${count} values`);
  const values = new BigInt64Array(count);
  let value = zigzag();
  let filled = 0;
  const push = (): void => {
    value = BigInt.asIntN(bits, value);
    values[filled++] = value;
  };
  if (count > 0) push();
  while (filled < count) {
    const least = zigzag();
    const widths = bytes.subarray(at, at + parts);
    if (widths.length < parts) throw ended();
    at += parts;
    for (let part = 0; part < parts && filled < count; part++) {
      const width = widths[part] as number;
      const size = (width * each) / 8;
      if (width > 64 || at + size > bytes.length) throw ended();
      const end = Math.min(count, filled + each);
      for (let bit = 0; filled < end; bit += width) {
        value += least + bitsAt(bytes, at, bit, width);
        push();
      }
      at += size;
    }
  }
  return { values, end: at };
};

const bitsAt = (bytes: Uint8Array, from: number, bit: number, width: number): bigint => {
  let [value, have] = [0n, 0];
  for (let at = bit; have < width; ) {
    const within = at & 7;
    const take = Math.min(8 - within, width - have);
    const part = ((bytes[from + (at >> 3)] as number) >> within) & (2 ** take - 1);
    value |= BigInt(part) << BigInt(have);
    have += take;
    at += take;
  }
  return value;
};

/** Texts with all lengths before them (DELTA_LENGTH_BYTE_ARRAY). @throws UnreadableParquet */
export const readTextsByLength = (bytes: Uint8Array, from: number, count: number): Stored => {
  const { values: lengths, end } = readDeltas(bytes, from, count, 32);
  const [starts, ends] = [new Int32Array(count), new Int32Array(count)];
  let at = end;
  for (let i = 0; i < count; i++) {
    const length = Number(lengths[i]);
    if (length < 0 || length > bytes.length - at) throw ended();
    starts[i] = at;
    at += length;
    ends[i] = at;
  }
  return { kind: 'slices', bytes, starts, ends };
};

/** Texts by what each shares with the one before it (DELTA_BYTE_ARRAY). @throws UnreadableParquet */
export const readTextsByPrefix = (bytes: Uint8Array, from: number, count: number): Stored => {
  const { values: shared, end } = readDeltas(bytes, from, count, 32);
  const rest = readTextsByLength(bytes, end, count);
  if (rest.kind !== 'slices') throw ended();
  const [starts, ends] = [new Int32Array(count), new Int32Array(count)];
  let [size, before] = [0, 0];
  for (let i = 0; i < count; i++) {
    const prefix = Number(shared[i]);
    if (prefix < 0 || prefix > before) throw damaged('a text shares more with the one before it than that has');
    before = prefix + (rest.ends[i] as number) - (rest.starts[i] as number);
    starts[i] = size;
    size += before;
    if (size > LARGEST_TEXTS) throw beyond('bytes of the texts of a page', size, LARGEST_TEXTS);
    ends[i] = size;
  }
  const texts = new Uint8Array(size);
  for (let i = 0; i < count; i++) {
    const [start, prefix] = [starts[i] as number, Number(shared[i])];
    const last = i === 0 ? 0 : (starts[i - 1] as number);
    texts.copyWithin(start, last, last + prefix);
    texts.set(bytes.subarray(rest.starts[i], rest.ends[i]), start + prefix);
  }
  return { kind: 'slices', bytes: texts, starts, ends };
};

const ended = () => damaged('the differences of a page end too early');
