import { strictDocument } from './json/strict-document.ts';
import { jsonTokens, type Written } from './json/tokens.ts';
import type { Scan } from './scan.ts';

/** Bits of one element (https://github.com/huggingface/safetensors, `Dtype`). */
const BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
  C64: 64,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
};

const MEGABYTE = 2 ** 20;

interface Tensor {
  readonly name: string;
  readonly keys: string[];
  bits?: number;
  count: number;
  readonly offsets: number[];
}

/** Judges a safetensors file (S-30): a header that is a table of tensors, and tensors that cover the rest exactly. */
export const scanSafetensors = async (scan: Scan): Promise<string> => {
  const { source, notebook, member } = scan;
  const length = Number((await source.take(8)).readBigUInt64LE());
  notebook.reach('tensorHeaderBytes', length, 0);
  const tensors: Tensor[] = [];
  const refuse = (message: string, offset?: number): void =>
    notebook.refuse('safetensors-header', message, { member, offset });
  const tokens = jsonTokens(
    strictDocument(
      scan,
      watcherOf(tensors, refuse, (name) => notebook.spend('symbolBytes', 400 + 2 * name.length)),
    ),
  );
  let padding = true;
  for await (const piece of source.chunks(length)) {
    tokens.feed(piece);
    padding = endsInSpaces(piece, padding);
  }
  tokens.end();
  if (!padding) refuse('the header ends in something else than spaces');
  const data = judgeTensors(tensors, refuse);
  await source.skip(data);
  const all = source.offset();
  if (all > MEGABYTE && length > all / 10)
    notebook.refuse('safetensors-header', 'the header is more than a tenth of the file', { member, offset: 0 });
  return 'safetensors';
};

/** Whether what stands behind the closing brace, as far as it was read, is spaces alone. */
const endsInSpaces = (piece: Buffer, before: boolean): boolean => {
  for (let at = piece.length - 1; at >= 0; at--) {
    const byte = piece[at] as number;
    if (byte > 0x20) return true;
    if (byte !== 0x20) return false;
  }
  return before;
};

const watcherOf = (
  tensors: Tensor[],
  refuse: (message: string, offset?: number) => void,
  keep: (name: string) => void,
) => ({
  key(path: readonly string[]): void {
    const [name = '', key = ''] = path;
    if (path.length === 1) keep(name);
    if (path.some((part) => !part.isWellFormed())) refuse('a name has half a character');
    if (path.length === 1 && name !== '__metadata__') tensors.push({ name, keys: [], count: 1, offsets: [] });
    if (path.length === 2 && name !== '__metadata__') tensors.at(-1)?.keys.push(key);
  },
  open(path: readonly string[], kind: 'object' | 'array', offset: number): void {
    const right =
      path.length < 2
        ? kind === 'object'
        : path.length === 2 &&
          path[0] !== '__metadata__' &&
          ['shape', 'data_offsets'].includes(path[1] ?? '') &&
          kind === 'array';
    if (!right) refuse('the header is no table of tensors', offset);
  },
  constant(_: readonly string[], offset: number): void {
    refuse('the header is no table of tensors', offset);
  },
  text(path: readonly string[], written: Written, offset: number): void {
    const [name, key] = path;
    const tensor = tensors.at(-1);
    if (name === '__metadata__') {
      if (path.length !== 2) refuse('the metadata is not text by text', offset);
      if (!(written() ?? '').isWellFormed()) refuse('the metadata has half a character', offset);
    } else if (!tensor || path.length < 2) refuse('the header is no table of tensors', offset);
    else if (key === 'dtype' && path.length === 2) {
      const type = written() ?? '';
      const bits = Object.hasOwn(BITS, type) ? BITS[type] : undefined;
      if (bits === undefined) refuse(`${tensor.name.slice(0, 100)} has a type that is not known`, offset);
      else tensor.bits = bits;
    } else refuse(`${tensor.name.slice(0, 100)} has an entry that does not belong there`, offset);
  },
  number(path: readonly string[], written: Written, offset: number): void {
    const [name, key, item] = path;
    const tensor = tensors.at(-1);
    if (name === '__metadata__') refuse('the metadata is not text by text', offset);
    else if (!tensor || path.length < 2) refuse('the header is no table of tensors', offset);
    else if ((key === 'shape' || key === 'data_offsets') && item === '[]' && path.length === 3) {
      const digits = written() ?? '';
      const number = /^(0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : -1;
      if (number < 0 || !Number.isSafeInteger(number))
        refuse(`${tensor.name.slice(0, 100)} has a size that is no whole number`, offset);
      else if (key === 'data_offsets') tensor.offsets.push(...(tensor.offsets.length < 3 ? [number] : []));
      else tensor.count *= number;
    } else refuse(`${tensor.name.slice(0, 100)} has an entry that does not belong there`, offset);
  },
});

/** Answers how many bytes the tensors cover. */
const judgeTensors = (tensors: Tensor[], refuse: (message: string) => void): number => {
  let end = 0;
  for (const tensor of [...tensors].sort(
    (a, b) => (a.offsets[0] ?? 0) - (b.offsets[0] ?? 0) || (a.offsets[1] ?? 0) - (b.offsets[1] ?? 0),
  )) {
    const { name, keys, bits, count, offsets } = tensor;
    const [from = -1, to = -1, ...rest] = offsets;
    const told = name.slice(0, 100);
    if (
      [...keys].sort().join() !== 'data_offsets,dtype,shape' ||
      rest.length > 0 ||
      to < from ||
      from < 0 ||
      bits === undefined
    ) {
      refuse(`${told} lacks its type, shape or place`);
      continue;
    }
    if (from !== end) refuse(`${told} ${from < end ? 'overlaps the tensor before it' : 'leaves a hole before it'}`);
    if (!Number.isSafeInteger(count * bits) || (count * bits) % 8 !== 0 || (count * bits) / 8 !== to - from)
      refuse(`${told} does not have the bytes that its shape needs`);
    end = Math.max(end, to);
  }
  return end;
};
