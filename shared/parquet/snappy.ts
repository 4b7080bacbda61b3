import { damaged } from './errors.ts';

/** Literals up to this length are copied byte by byte: to call for help takes longer. */
const SHORT = 16;

/**
 * Expands a block of Snappy (https://github.com/google/snappy/blob/main/format_description.txt) of exactly the bytes of
 * `out`. Nothing is written beyond them. @throws UnreadableParquet
 */
export const expandSnappy = (packed: Uint8Array, out: Uint8Array): Uint8Array => {
  const size = out.length;
  const view = new DataView(out.buffer, out.byteOffset, size);
  let [at, announced] = [0, 0];
  for (let scale = 1, byte = 0x80; byte >= 0x80; scale *= 128) {
    if (at >= packed.length || at > 4) throw broken();
    byte = packed[at++] as number;
    announced += (byte & 0x7f) * scale;
  }
  if (announced !== size) throw broken();
  let filled = 0;
  while (at < packed.length) {
    const tag = packed[at++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const extra = short < 60 ? 0 : short - 59;
      const length = (extra === 0 ? short : little(packed, at, extra)) + 1;
      at += extra;
      if (at + length > packed.length || filled + length > size) throw broken();
      if (length > SHORT) out.set(packed.subarray(at, at + length), filled);
      else for (let i = 0; i < length; i++) out[filled + i] = packed[at + i] as number;
      at += length;
      filled += length;
      continue;
    }
    const extra = kind === 1 ? 1 : kind === 2 ? 2 : 4;
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back = little(packed, at, extra) + (kind === 1 ? (tag >> 5) * 256 : 0);
    at += extra;
    if (at > packed.length || back === 0 || back > filled || filled + length > size) throw broken();
    const end = filled + length;
    // Four bytes at a time where a copy does not reach into the four that it writes, and else one by one.
    if (back >= 4) for (; filled + 4 <= end; filled += 4) view.setInt32(filled, view.getInt32(filled - back));
    for (; filled < end; filled++) out[filled] = out[filled - back] as number;
  }
  if (filled !== size) throw broken();
  return out;
};

const little = (bytes: Uint8Array, at: number, count: number): number => {
  if (at + count > bytes.length) throw broken();
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] as number);
  return value;
};

const broken = () => damaged('a page cannot be unpacked: its Snappy data are broken');
