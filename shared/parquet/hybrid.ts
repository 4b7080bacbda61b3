import { damaged, unsupported } from './errors.ts';

const WIDEST = 24;

/**
 * Fills `out` from runs of repeated and of bit-packed numbers (Encodings.md, RLE/bit-packing hybrid) between `from` and
 * `to`, and answers the largest of them. A run that announces more than there is room for is cut. @throws UnreadableParquet
 */
export const readHybrid = (bytes: Uint8Array, from: number, to: number, width: number, out: Int32Array): number => {
  if (width > WIDEST)
    throw unsupported(`a page has indexes of ${width} bits`, `dictionaries of at most 2^${WIDEST} values`);
  // Nothing to tell apart.
  if (width === 0) {
    out.fill(0);
    return 0;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, to);
  const valueBytes = (width + 7) >> 3;
  let [at, filled, largest] = [from, 0, 0];
  while (filled < out.length) {
    let header = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      if (at >= to || shift > 28) throw ended();
      byte = bytes[at++] as number;
      header += (byte & 0x7f) * 2 ** shift;
    }
    const count = Math.min(Math.floor(header / 2), out.length) | 0;
    if (header % 2 === 0) {
      if (at + valueBytes > to) throw ended();
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value |= (bytes[at++] as number) << (8 * i);
      // As a mark of a missing value it would count for more than one.
      if (value >= 2 ** width) throw damaged('a run repeats a number that is wider than its bits');
      const end = Math.min(out.length, filled + count);
      if (end > filled && value > largest) largest = value;
      out.fill(value, filled, end);
      filled = end;
    } else {
      const end = Math.min(out.length, filled + count * 8);
      largest = Math.max(largest, unpackBits(view, at, width, out, filled, end));
      filled = end;
      at = (at + count * width) | 0;
    }
  }
  return largest;
};

/** Whether a single run of ones says that each of so many rows has a value. */
export const allOnes = (bytes: Uint8Array, from: number, to: number, count: number): boolean => {
  let [at, header, byte] = [from, 0, 0x80];
  for (let shift = 0; byte >= 0x80 && at < to && shift <= 28; shift += 7) {
    byte = bytes[at++] as number;
    header += (byte & 0x7f) * 2 ** shift;
  }
  return byte < 0x80 && at < to && header % 2 === 0 && header / 2 >= count && bytes[at] === 1;
};

const unpackBits = (
  view: DataView,
  from: number,
  width: number,
  out: Int32Array,
  start: number,
  end: number,
): number => {
  const left = view.byteLength - from;
  if (Math.ceil(((end - start) * width) / 8) > left) throw ended();
  // Four bytes hold a number wherever in the first of them it begins. All is kept whole: fractions would take thrice the time.
  const fours = left < 4 ? 0 : ((8 * (left - 4)) / width + 1) | 0;
  const last = Math.min(end - start, fours) | 0;
  const mask = ((1 << width) - 1) | 0;
  let largest = 0;
  for (let i = 0, bit = 0; i < last; i++, bit += width) {
    const value = (view.getInt32(from + (bit >>> 3), true) >> (bit & 7)) & mask;
    out[start + i] = value;
    if (value > largest) largest = value;
  }
  for (let i = last; i < end - start; i++) {
    const [at, shift] = [from + ((i * width) >>> 3), (i * width) & 7];
    let four = 0;
    for (let byte = Math.min(4, view.byteLength - at) - 1; byte >= 0; byte--)
      four = (four << 8) | view.getUint8(at + byte);
    const value = (four >> shift) & mask;
    out[start + i] = value;
    if (value > largest) largest = value;
  }
  return largest;
};

const ended = () => damaged('the runs of a page end too early');
