import { Malformed } from '../notebook.ts';
import type { Claims } from './claims.ts';
import { at32, at64, slice } from './reading.ts';

export interface Message {
  readonly type: number;
  readonly at: number;
  readonly body: Buffer;
  /** The body says where the message is. */
  readonly shared: boolean;
}

const NOTHING = 0;
const CONTINUATION = 16;
const MOST_BLOCKS = 10_000;

/** Messages of an object header of version 1 or 2 with its continuations (format specification, IV.A.1). @throws Malformed */
export const messagesAt = (file: Buffer, at: number, claims: Claims): readonly Message[] => {
  const second = slice(file, at, 4).toString('latin1') === 'OHDR';
  const flags = second ? (file[at + 5] ?? 0) : 0;
  const blocks = [second ? secondBlock(file, at, flags) : firstBlock(file, at)];
  const messages: Message[] = [];
  claims.claim(at, (blocks[0]?.at ?? at) - at);
  for (let block = blocks.shift(), count = 0; block; block = blocks.shift(), count++) {
    if (count > MOST_BLOCKS) throw new Malformed('hdf5-malformed', 'an object header does not end', at);
    const head = second ? (flags & 4 ? 6 : 4) : 8;
    // A check sum stands behind the messages of version 2, a signature before those of a continuation.
    if (second) claims.claim(block.end, 4);
    if (second && count > 0) claims.claim(block.at - 4, 4);
    for (let i = block.at; i + head <= block.end; ) {
      const type = second ? (file[i] ?? 0) : file.readUInt16LE(i);
      const size = file.readUInt16LE(i + (second ? 1 : 2));
      if (i + head + size > block.end) throw new Malformed('hdf5-malformed', 'a message is longer than its block', i);
      // A shared message stands elsewhere; only types and fill values are shared in honest files.
      const shared = (((second ? file[i + 3] : file[i + 4]) ?? 0) & 2) !== 0;
      const message = { type, at: i, body: slice(file, i + head, size), shared };
      // What a deleted message leaves is not read by anybody.
      claims.claim(i, type === NOTHING ? head : head + size);
      if (shared && [2, 6, 7, 8, 11, 17].includes(type))
        throw new Malformed('hdf5-unsupported', 'a message is shared in a form that is not read', i);
      if (type === CONTINUATION) blocks.push(continued(file, at64(message.body, 0), at64(message.body, 8), second));
      else messages.push(message);
      i += head + size;
    }
  }
  return messages;
};

interface Block {
  readonly at: number;
  readonly end: number;
}

const firstBlock = (file: Buffer, at: number): Block => {
  const head = slice(file, at, 16);
  if (head[0] !== 1) throw new Malformed('hdf5-malformed', 'an object header is damaged', at);
  return within(file, at + 16, at32(file, at + 8));
};

const secondBlock = (file: Buffer, at: number, flags: number): Block => {
  const width = 1 << (flags & 3);
  const start = at + 6 + (flags & 32 ? 16 : 0) + (flags & 16 ? 4 : 0);
  const size = width === 8 ? at64(file, start) : slice(file, start, width).readUIntLE(0, width);
  return within(file, start + width, size);
};

/** A continuation of version 2 has a signature before and a check sum behind its messages. */
const continued = (file: Buffer, at: number, size: number, second: boolean): Block =>
  second ? within(file, at + 4, size - 8) : within(file, at, size);

const within = (file: Buffer, at: number, size: number): Block => {
  slice(file, at, size);
  return { at, end: at + size };
};
