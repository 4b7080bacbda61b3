/** Answer instead of a position: the bytes end before the lexeme does. */
export const CUT = -1;
/** The lexeme is none, and `placeOf` says where. */
export const isWrong = (answer: number): boolean => answer < CUT;
export const placeOf = (answer: number): number => -answer - 2;
const wrongAt = (at: number): number => -at - 2;

const [QUOTE, BACKSLASH, MINUS, PLUS, POINT, ZERO, NINE] = [0x22, 0x5c, 0x2d, 0x2b, 0x2e, 0x30, 0x39];
const [CAPITAL_E, SMALL_E, SMALL_U] = [0x45, 0x65, 0x75];
/** Letters that may follow a backslash (RFC 8259, section 7). */
const ESCAPES: readonly boolean[] = Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrtu'.includes(String.fromCharCode(byte)),
);

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
const isHex = (byte: number): boolean =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/**
 * Behind a number that starts here: its grammar without a pattern. There must be a byte behind `end`, any but a digit.
 * `last` says that no more bytes come.
 */
export const numberEnd = (bytes: Buffer, from: number, end: number, last: boolean): number => {
  let at = from;
  let byte = bytes[at] as number;
  if (byte === MINUS) byte = bytes[++at] as number;
  if (byte === ZERO) byte = bytes[++at] as number;
  else {
    if (!isDigit(byte)) return at >= end && !last ? CUT : wrongAt(at);
    do byte = bytes[++at] as number;
    while (byte >= ZERO && byte <= NINE);
  }
  if (byte === POINT) {
    byte = bytes[++at] as number;
    if (!isDigit(byte)) return at >= end && !last ? CUT : wrongAt(at);
    do byte = bytes[++at] as number;
    while (byte >= ZERO && byte <= NINE);
  }
  if (byte === CAPITAL_E || byte === SMALL_E) {
    byte = bytes[++at] as number;
    if (byte === MINUS || byte === PLUS) byte = bytes[++at] as number;
    if (!isDigit(byte)) return at >= end && !last ? CUT : wrongAt(at);
    do byte = bytes[++at] as number;
    while (byte >= ZERO && byte <= NINE);
  }
  return at >= end && !last ? CUT : at;
};

/** At the next byte of a text that is no plain character: a quote, a backslash, a control character, or the end. */
export const plainEnd = (bytes: Buffer, from: number, end: number): number => {
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) break;
  }
  return at;
};

/** Behind an escape that starts here. */
export const escapeEnd = (bytes: Buffer, from: number, end: number): number => {
  if (from + 1 >= end) return CUT;
  const letter = bytes[from + 1] as number;
  if (!ESCAPES[letter]) return wrongAt(from + 1);
  if (letter !== SMALL_U) return from + 2;
  for (let at = from + 2; at < from + 6; at++) {
    if (at >= end) return CUT;
    if (!isHex(bytes[at] as number)) return wrongAt(at);
  }
  return from + 6;
};
