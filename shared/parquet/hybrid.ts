import { damaged, unsupported } from './errors.ts';

const WIDEST = 24;

/**
 * Fills `out` from runs of repeated and of bit-packed numbers (Encodings.md, RLE/bit-packing hybrid) between `from` and
 * `to`. A run that announces more than there is room for is cut. @throws UnreadableParquet
 */
export const readHybrid = (bytes: Uint8Array, from: number, to: number, width: number, out: Int32Array): void => {
  if (width > WIDEST)
    throw unsupported(`a page has indexes of ${width} bits`, `dictionaries of at most 2^${WIDEST} values`);
  // Nothing to tell apart.
  if (width === 0) return void out.fill(0);
  const valueBytes = (width + 7) >> 3;
  let [at, filled] = [from, 0];
  while (filled < out.length) {
    let header = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      if (at >= to || shift > 28) throw ended();
      byte = bytes[at++] as number;
      header += (byte & 0x7f) * 2 ** shift;
    }
    const count = Math.floor(header / 2);
    if (header % 2 === 0) {
      if (at + valueBytes > to) throw ended();
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value |= (bytes[at++] as number) << (8 * i);
      // As a mark of a missing value it would count for more than one.
      if (value >= 2 ** width) throw damaged('a run repeats a number that is wider than its bits');
      const end = Math.min(out.length, filled + count);
      out.fill(value, filled, end);
      filled = end;
    } else {
      const end = Math.min(out.length, filled + count * 8);
      unpackBits(bytes, at, to, width, out, filled, end);
      filled = end;
      at += count * width;
    }
  }
};

const unpackBits = (
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Int32Array,
  start: number,
  end: number,
): void => {
  if (from + Math.ceil(((end - start) * width) / 8) > to) throw ended();
  const mask = 2 ** width - 1;
  let [at, held, bits] = [from, 0, 0];
  for (let i = start; i < end; i++) {
    while (bits < width) {
      held |= (bytes[at++] as number) << bits;
      bits += 8;
    }
    out[i] = held & mask;
    held >>>= width;
    bits -= width;
  }
};

const ended = () => damaged('the runs of a page end too early');
