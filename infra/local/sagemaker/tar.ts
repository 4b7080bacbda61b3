import type { Readable } from 'node:stream';

const BLOCK = 512;

/** One entry of a tar archive. `content` must be read before the next entry is asked for; what is left is passed over. */
export interface Entry {
  readonly path: string;
  /** `link` covers hard and symbolic links, `other` devices and what else there is. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

/** Entries of a tar stream (ustar, with pax and GNU long names). @throws Error when the bytes are no tar archive */
export async function* entriesOf(stream: Readable): AsyncGenerator<Entry> {
  const reader = blockReader(stream);
  let longName: string | undefined;
  for (;;) {
    const header = await reader.take(BLOCK);
    if (header.length === 0 || header.every((byte) => byte === 0)) return;
    if (header.length < BLOCK || !checksumHolds(header)) throw new Error('the archive is not a tar archive');
    const size = octal(header, 124, 12);
    const type = String.fromCharCode(header[156] ?? 0);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (type === 'x' || type === 'L') {
      if (size > 64 * 1024) throw new Error('the archive has a name longer than 64 KiB');
      const text = (await reader.take(size)).toString('utf8');
      longName = type === 'L' ? text.replace(/\0.*$/s, '') : (/^\d+ path=(.*)$/m.exec(text)?.[1] ?? longName);
      await reader.take(padding);
      continue;
    }
    const rest = { bytes: size };
    yield { path: longName ?? shortName(header), kind: kindOf(type), size, content: reader.upTo(rest) };
    longName = undefined;
    for await (const _ of reader.upTo(rest));
    await reader.take(padding);
  }
}

const kindOf = (type: string): Entry['kind'] => {
  if (type === '0' || type === '\0') return 'file';
  if (type === '5') return 'folder';
  return type === '1' || type === '2' ? 'link' : 'other';
};

const text = (header: Buffer, from: number, length: number): string =>
  header.toString('utf8', from, from + length).replace(/\0.*$/s, '');

const octal = (header: Buffer, from: number, length: number): number => {
  // Sizes of 8 GiB and more are written in base 256; SageMaker's disks do not hold such a file twice.
  if ((header[from] ?? 0) & 0x80) throw new Error('the archive has an entry of 8 GiB or more');
  return Number.parseInt(text(header, from, length).trim() || '0', 8);
};

const shortName = (header: Buffer): string => {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  return prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100);
};

/** The sum of the header's bytes, its own field counted as blanks. */
const checksumHolds = (header: Buffer): boolean => {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return sum === octal(header, 148, 8);
};

const blockReader = (stream: Readable) => {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let held: Buffer = Buffer.alloc(0);
  const next = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (!done) held = value;
    return !done;
  };
  async function* upTo(rest: { bytes: number }): AsyncGenerator<Buffer> {
    while (rest.bytes > 0) {
      if (held.length === 0 && !(await next())) throw new Error('the archive ends in the middle of an entry');
      const part = held.subarray(0, rest.bytes);
      held = held.subarray(part.length);
      rest.bytes -= part.length;
      yield part;
    }
  }
  return {
    upTo,
    /** The next bytes; fewer only at the end of the stream. */
    take: async (bytes: number): Promise<Buffer> => {
      const parts: Buffer[] = [];
      let missing = bytes;
      while (missing > 0 && (held.length > 0 || (await next()))) {
        const part = held.subarray(0, missing);
        held = held.subarray(part.length);
        missing -= part.length;
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
  };
};
