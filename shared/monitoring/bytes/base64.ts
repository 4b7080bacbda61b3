import { REFUSED } from './cell-codes.ts';
import { SLACK, type Source } from './source.ts';

const SYMBOLS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BAD = 0x40;
const VALUES = new Uint8Array(256).fill(BAD);
for (let i = 0; i < SYMBOLS.length; i++) VALUES[SYMBOLS.charCodeAt(i)] = i;
const PAD = 0x3d;

/**
 * Decodes the base64 text of `source` from `from` up to `end` into `into`, closed by a line feed. Answers the number of
 * bytes, or REFUSED for anything but plain base64 of ASCII text that fits.
 */
export const decodeBase64 = (source: Source, from: number, end: number, into: Source): number => {
  const { bytes } = source;
  const padding = bytes[end - 1] !== PAD ? 0 : bytes[end - 2] !== PAD ? 1 : 2;
  const length = end - from;
  const size = (length >> 2) * 3 - padding;
  if (length <= 0 || length % 4 !== 0 || size + 1 > into.bytes.length - SLACK) return REFUSED;
  const { bytes: decoded } = into;
  let [at, to, seen, high] = [from, 0, 0, 0];
  for (const last = end - (padding > 0 ? 4 : 0); at < last; at += 4, to += 3) {
    const [a, b] = [VALUES[bytes[at] as number] as number, VALUES[bytes[at + 1] as number] as number];
    const [c, d] = [VALUES[bytes[at + 2] as number] as number, VALUES[bytes[at + 3] as number] as number];
    const triple = (a << 18) | (b << 12) | (c << 6) | d;
    seen |= a | b | c | d;
    high |= triple;
    decoded[to] = triple >> 16;
    decoded[to + 1] = triple >> 8;
    decoded[to + 2] = triple;
  }
  if (padding > 0) {
    const [a, b] = [VALUES[bytes[at] as number] as number, VALUES[bytes[at + 1] as number] as number];
    const c = padding === 1 ? (VALUES[bytes[at + 2] as number] as number) : 0;
    const triple = (a << 18) | (b << 12) | (c << 6);
    seen |= a | b | c;
    high |= triple & (padding === 1 ? 0xffff00 : 0xff0000);
    decoded[to] = triple >> 16;
    if (padding === 1) decoded[to + 1] = triple >> 8;
  }
  decoded[size] = 0x0a;
  return seen >= BAD || (high & 0x808080) !== 0 ? REFUSED : size;
};
