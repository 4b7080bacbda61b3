const SLOTS = 1024;
const LONGEST = 64;

/** Texts of keys, most of which occur again and again: each is made once. */
export const keyTable = (): ((bytes: Buffer, from: number, to: number) => string) => {
  const known = new Array<string>(SLOTS).fill('');
  return (bytes, from, to) => {
    const length = to - from;
    if (length > LONGEST || length === 0) return bytes.toString('utf8', from, to);
    let hash = length;
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const before = known[slot] as string;
    if (before.length === length && same(before, bytes, from)) return before;
    const text = bytes.toString('utf8', from, to);
    known[slot] = text;
    return text;
  };
};

/** Only texts of plain ASCII are the same: others have another length, or a letter that no byte equals twice. */
const same = (text: string, bytes: Buffer, from: number): boolean => {
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i);
    if (letter > 0x7f || letter !== bytes[from + i]) return false;
  }
  return true;
};
