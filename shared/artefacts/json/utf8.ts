import { isUtf8 } from 'node:buffer';

/** Says of each piece of a text whether it is still UTF-8, without making texts of it. */
export const utf8Pieces = () => {
  let carried: Buffer = Buffer.alloc(0);
  return {
    /** How many bytes of the piece come before the first that cannot belong to UTF-8: all of them when none does. */
    sound(piece: Buffer): number {
      const whole = carried.length > 0 ? Buffer.concat([carried, piece]) : piece;
      const before = carried.length;
      const end = whole.length - unfinished(whole);
      if (isUtf8(whole.subarray(0, end))) {
        carried = Buffer.from(whole.subarray(end));
        return piece.length;
      }
      let [good, bad] = [0, end];
      while (bad - good > 1) {
        const middle = (good + bad) >> 1;
        const part = whole.subarray(0, middle);
        if (isUtf8(part.subarray(0, middle - unfinished(part)))) good = middle;
        else bad = middle;
      }
      return Math.max(0, good - before);
    },
    /** Whether the text ended with a whole character. */
    ended: (): boolean => carried.length === 0,
  };
};

/** Bytes at the end that begin a character which the next piece may finish. */
const unfinished = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
};
