import type { Seed } from './target.ts';

/** Memory that the worker and its watchdog share: the input that is being read, so that a hang can be told by its bytes. */
export interface Slot {
  begin(input: Seed): void;
  /** How many inputs were begun. */
  begun(): number;
  current(): Seed;
}

const LARGEST = 2 ** 20;
const NAME = 256;
const HEAD = 16;

export const slotMemory = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD + NAME + LARGEST);

export const slotIn = (memory: SharedArrayBuffer): Slot => {
  const head = new Int32Array(memory, 0, HEAD / 4);
  const name = Buffer.from(memory, HEAD, NAME);
  const content = Buffer.from(memory, HEAD + NAME);
  return {
    begin(input) {
      head[1] = name.write(input.name);
      head[2] = input.bytes.copy(content);
      Atomics.add(head, 0, 1);
    },
    begun: () => Atomics.load(head, 0),
    current: () => ({
      name: name.toString('utf8', 0, head[1]),
      bytes: Buffer.from(content.subarray(0, head[2])),
    }),
  };
};
