import type { ByteSource } from './byte-source.ts';
import { reachedFor } from './chat-template.ts';
import { Malformed } from './notebook.ts';
import type { Scan } from './scan.ts';

/** Bytes of metadata values by type (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md); 8 is text, 9 a list. */
const WIDTH: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const [BOOL, TEXT, LIST] = [7, 8, 9];

/** Keys are words between dots; real ones have capitals, hyphens and slashes too. */
const KEY = /^[\x21-\x7e]+$/;

/** Elements and bytes of a block by tensor type (ggml.h, `ggml_type`). */
const BLOCK: Readonly<Record<number, readonly [elements: number, bytes: number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
  34: [256, 54],
  35: [256, 66],
};

const LONGEST_TEMPLATE = 2 ** 20;

/** Judges a GGUF file: metadata without a key twice, tensors that cover the rest exactly, templates that only fill in. */
export const scanGguf = async (scan: Scan): Promise<string> => {
  const { source, notebook } = scan;
  const head = await source.take(24);
  const version = head.readUInt32LE(4);
  if (version !== 2 && version !== 3) throw new Malformed('gguf-header', `version ${version} is not known`, 4);
  const [tensors, entries] = [counted(head.readBigUInt64LE(8), 8), counted(head.readBigUInt64LE(16), 16)];
  notebook.spend('elements', tensors + entries, 8);
  const keys = new Set<string>();
  let alignment = 32;
  for (let i = 0; i < entries; i++) {
    const at = source.offset();
    const key = await shortText(source, scan.limits.headerBytes);
    if (!KEY.test(key)) throw new Malformed('gguf-metadata', 'a key is not plain text', at);
    if (keys.has(key))
      throw new Malformed('gguf-metadata', `the key ${JSON.stringify(key.slice(0, 100))} occurs twice`, at);
    keys.add(key);
    notebook.spend('symbolBytes', 64 + 2 * key.length, at);
    const type = (await source.take(4)).readUInt32LE();
    if (key === 'general.alignment') {
      if (type !== 4) throw new Malformed('gguf-metadata', 'the alignment is of a type that readers do not expect', at);
      alignment = (await source.take(4)).readUInt32LE();
      if (alignment < 8 || alignment > 65_536 || alignment % 8 !== 0)
        throw new Malformed('gguf-metadata', 'the alignment is none', at);
    } else if (/template/i.test(key) && type === TEXT) await judgeTemplate(scan, key);
    else await passValue(scan, type, 0);
  }
  const gaps = await judgeTensors(scan, tensors, alignment);
  const start = Math.ceil(source.offset() / alignment) * alignment;
  await passPadding(scan, tensors > 0 ? start - source.offset() : 0);
  const last = gaps.pop();
  for (const { content, padding } of gaps) {
    await source.skip(content);
    await passPadding(scan, padding);
  }
  await source.skip(last?.content ?? 0);
  // Behind the last tensor the padding may be left out.
  await source.fill(last?.padding ?? 0);
  const rest = source.window().subarray(0, last?.padding ?? 0);
  if (rest.every((byte) => byte === 0)) source.consume(rest.length);
  return 'gguf';
};

/** Bytes of a tensor, and of the padding behind it. */
interface Stretch {
  content: number;
  readonly padding: number;
}

const passPadding = async ({ source, notebook, member }: Scan, length: number): Promise<void> => {
  const offset = source.offset();
  for await (const piece of source.chunks(length))
    if (piece.some((byte) => byte !== 0))
      notebook.refuse('gguf-padding', 'the padding holds something', { member, offset });
};

/** Reads the tensor table; answers how tensors and padding follow one another. */
const judgeTensors = async (
  { source, notebook, member, limits }: Scan,
  count: number,
  alignment: number,
): Promise<Stretch[]> => {
  const names = new Set<string>();
  const stretches: Stretch[] = [];
  let end = 0;
  for (let i = 0; i < count; i++) {
    const at = source.offset();
    const name = await shortText(source, limits.nameLength);
    if (names.has(name))
      notebook.refuse('gguf-tensor', `the tensor ${name.slice(0, 100)} occurs twice`, { member, offset: at });
    names.add(name);
    notebook.spend('symbolBytes', 64 + 2 * name.length, at);
    const rank = (await source.take(4)).readUInt32LE();
    if (rank > 4) throw new Malformed('gguf-tensor', 'a tensor has more than four dimensions', at);
    const shape = await source.take(8 * rank);
    let elements = 1;
    for (let d = 0; d < rank; d++) elements *= counted(shape.readBigUInt64LE(8 * d), at);
    const [type, offset] = [
      (await source.take(4)).readUInt32LE(),
      counted((await source.take(8)).readBigUInt64LE(), at),
    ];
    const block = BLOCK[type];
    if (!block) throw new Malformed('gguf-tensor', `the tensor type ${type} is not known`, at);
    const bytes = (elements / block[0]) * block[1];
    if (!Number.isSafeInteger(bytes)) throw new Malformed('gguf-tensor', 'a shape does not fit its type', at);
    if (offset !== Math.ceil(end / alignment) * alignment)
      throw new Malformed('gguf-tensor', `${name.slice(0, 100)} overlaps another tensor or leaves a hole`, at);
    end = offset + bytes;
    const padding = Math.ceil(end / alignment) * alignment - end;
    const before = stretches.at(-1);
    if (before?.padding === 0) stretches[stretches.length - 1] = { content: before.content + bytes, padding };
    else stretches.push({ content: bytes, padding });
  }
  return stretches;
};

const judgeTemplate = async ({ source, notebook, member }: Scan, key: string): Promise<void> => {
  const at = source.offset();
  const text = await shortText(source, LONGEST_TEMPLATE);
  const found = reachedFor(text);
  if (found)
    notebook.refuse(
      'gguf-template',
      `${key.slice(0, 100)} reaches for ${JSON.stringify(found)}, which a chat template does not need`,
      { member, offset: at, advice: 'write the template with values, loops and conditions only' },
    );
};

const passValue = async (scan: Scan, type: number, depth: number): Promise<void> => {
  const { source, notebook } = scan;
  const width = WIDTH[type];
  if (type === BOOL) return passFlags(source, 1);
  if (width !== undefined) return source.skip(width);
  if (type === TEXT) return source.skip(counted((await source.take(8)).readBigUInt64LE(), source.offset()));
  if (type !== LIST || depth > 4)
    throw new Malformed('gguf-metadata', `the value type ${type} is not known`, source.offset());
  const inner = (await source.take(4)).readUInt32LE();
  const count = counted((await source.take(8)).readBigUInt64LE(), source.offset());
  notebook.spend('elements', count, source.offset());
  if (inner === BOOL) return passFlags(source, count);
  const fixed = WIDTH[inner];
  if (fixed !== undefined) return source.skip(count * fixed);
  for (let i = 0; i < count; i++) await passValue(scan, inner, depth + 1);
};

const passFlags = async (source: ByteSource, count: number): Promise<void> => {
  const at = source.offset();
  for await (const piece of source.chunks(count))
    if (piece.some((byte) => byte > 1)) throw new Malformed('gguf-metadata', 'a flag is neither 0 nor 1', at);
};

const shortText = async (source: ByteSource, limit: number): Promise<string> => {
  const at = source.offset();
  const length = counted((await source.take(8)).readBigUInt64LE(), at);
  if (length > limit) throw new Malformed('gguf-metadata', 'a text is longer than its limit', at);
  return (await source.take(length)).toString('utf8');
};

const counted = (value: bigint, offset: number): number => {
  if (value > BigInt(2 ** 44)) throw new Malformed('gguf-header', 'a count or length is beyond all measure', offset);
  return Number(value);
};
