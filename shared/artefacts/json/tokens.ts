import { Malformed } from '../notebook.ts';
import { keyTable } from './key-table.ts';
import { CUT, escapeEnd, isWrong, numberEnd, placeOf, plainEnd } from './lexemes.ts';
import { utf8Pieces } from './utf8.ts';

/** Makes the text of the value just told; `undefined` for a text too long to be kept. */
export type Written = () => string | undefined;

/** What a document tells as it is read: JSON and UBJSON alike. A number comes as it was written. */
export interface DocumentSink {
  open(kind: 'object' | 'array', offset: number): void;
  close(offset: number): void;
  key(name: string, offset: number): void;
  text(written: Written, offset: number): void;
  number(written: Written, offset: number): void;
  /** Takes numbers of an array by their count alone; absent where each is wanted. */
  numbers?: ((count: number, offset: number) => void) | undefined;
  constant(value: boolean | null, offset: number): void;
}

/** A JSON document fed in pieces. */
export interface JsonTokens {
  /** @throws Malformed */
  feed(piece: Buffer): void;
  /** @throws Malformed when the document is not whole */
  end(): void;
}

const LONGEST_KEPT = 4096;
const LONGEST_NUMBER = 400;
/** Bytes read at a time, small enough to stay in the processor's cache. */
const STRIDE = 2 ** 16;
const [QUOTE, COMMA, COLON, OPEN, CLOSE, START, END] = [0x22, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];
const [MINUS, ZERO, NINE, SPACE, FEED, RETURN, TAB] = [0x2d, 0x30, 0x39, 0x20, 0x0a, 0x0d, 0x09];

/** What may come next. */
const [VALUE, FIRST_VALUE, KEY, FIRST_KEY, AFTER_KEY, AFTER_VALUE, NOTHING] = [0, 1, 2, 3, 4, 5, 6];
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/** Strict JSON (RFC 8259): no comments, no NaN, nothing behind the value, UTF-8 only. */
export const jsonTokens = (sink: DocumentSink): JsonTokens => {
  const characters = utf8Pieces();
  const keys = keyTable();
  const objects: boolean[] = [];
  /** What is read now, and a byte behind it; a lexeme cut off at its end is moved to its start. */
  const bytes = Buffer.alloc(STRIDE + LONGEST_KEPT + 16);
  let held = 0;
  let base = 0;
  let received = 0;
  let expecting = VALUE;
  /** Inside a text too long to be kept. */
  let long = false;
  let [from, to, escaped, longAt] = [0, 0, false, 0];

  const fail = (message: string, at: number): never => {
    throw new Malformed('json-malformed', message, base + at);
  };
  const written: Written = () => {
    if (long) return undefined;
    const text = bytes.toString('utf8', from, to);
    return escaped ? (JSON.parse(`"${text}"`) as string) : text;
  };
  const valueDone = (): void => {
    expecting = objects.length === 0 ? NOTHING : AFTER_VALUE;
  };

  /** Passes over plain characters and escapes; answers where the closing quote is, or where the bytes are cut. */
  const passText = (start: number, end: number): number => {
    for (let at = plainEnd(bytes, start, end); ; ) {
      if (at >= end) return at;
      const byte = bytes[at] as number;
      if (byte === QUOTE) return at;
      if (byte < SPACE) fail('a text has a control character', at);
      escaped = true;
      const behind = escapeEnd(bytes, at, end);
      if (behind === CUT) return at;
      if (isWrong(behind)) fail('a text has an escape that is none', placeOf(behind));
      at = plainEnd(bytes, behind, end);
    }
  };
  /** Reads the text whose quote is at `at`; answers where to read on, or `CUT`. */
  const text = (at: number, end: number): number => {
    const name = expecting === KEY || expecting === FIRST_KEY;
    if (!name && expecting !== VALUE && expecting !== FIRST_VALUE) fail('a text stands where none may', at);
    escaped = false;
    const close = passText(at + 1, end);
    const closed = close < end && bytes[close] === QUOTE;
    if (close - at - 1 > LONGEST_KEPT) {
      if (name) fail('a key is too long', at);
      long = true;
      longAt = base + at;
      return close;
    }
    if (!closed) return CUT;
    [from, to] = [at + 1, close];
    if (name) {
      sink.key(escaped ? (written() as string) : keys(bytes, from, to), base + at);
      expecting = AFTER_KEY;
    } else {
      sink.text(written, base + at);
      valueDone();
    }
    return close + 1;
  };
  const longText = (at: number, end: number): number => {
    const close = passText(at, end);
    if (close >= end || bytes[close] !== QUOTE) return close;
    sink.text(written, longAt);
    long = false;
    valueDone();
    return close + 1;
  };
  const number = (at: number, end: number, last: boolean): number => {
    const behind = numberEnd(bytes, at, end, last);
    if (isWrong(behind)) fail('a number is damaged', placeOf(behind));
    if ((behind === CUT ? end : behind) - at > LONGEST_NUMBER) fail('a number is longer than any', at);
    if (behind === CUT) return CUT;
    from = at;
    to = behind;
    escaped = false;
    sink.number(written, base + at);
    valueDone();
    return behind;
  };
  /** Numbers of an array, one behind the other with nothing but commas between, as far as they are whole. */
  const run = (start: number, end: number, last: boolean): number => {
    let at = start;
    let count = 0;
    for (let next = start; ; ) {
      const behind = numberEnd(bytes, next, end, last);
      if (behind < 0 || behind - next > LONGEST_NUMBER) break;
      at = behind;
      count++;
      if (bytes[behind] !== COMMA) break;
      next = behind + 1;
    }
    if (count === 0) return number(start, end, last);
    sink.numbers?.(count, base + at - 1);
    valueDone();
    return at;
  };
  const word = (at: number, end: number, last: boolean): number => {
    for (const [letters, value] of WORDS) {
      const length = Math.min(letters.length, end - at);
      if (bytes.toString('latin1', at, at + length) !== letters.slice(0, length)) continue;
      if (length < letters.length) return last ? fail('the document is not whole', end) : CUT;
      sink.constant(value, base + at);
      valueDone();
      return at + length;
    }
    return fail('something is no JSON value', at);
  };
  const open = (object: boolean, at: number): void => {
    if (expecting === NOTHING)
      fail('a second document stands behind the first: lines of JSON are data, not a model', at);
    if (expecting !== VALUE && expecting !== FIRST_VALUE) fail('a value stands where none may', at);
    objects.push(object);
    sink.open(object ? 'object' : 'array', base + at);
    expecting = object ? FIRST_KEY : FIRST_VALUE;
  };
  const close = (object: boolean, at: number): void => {
    const right = expecting === AFTER_VALUE || expecting === (object ? FIRST_KEY : FIRST_VALUE);
    if (!right || objects.pop() !== object) fail('a bracket closes what is not open', at);
    sink.close(base + at);
    valueDone();
  };

  /** Reads what is held; answers where the lexeme starts that is cut off. */
  const read = (end: number, last: boolean): number => {
    let at = 0;
    while (at < end) {
      const byte = bytes[at] as number;
      let next = at + 1;
      if (long) next = longText(at, end);
      else if (byte === COMMA) {
        if (expecting !== AFTER_VALUE) fail('a comma stands where none may', at);
        expecting = objects[objects.length - 1] ? KEY : VALUE;
      } else if ((byte >= ZERO && byte <= NINE) || byte === MINUS) {
        if (expecting !== VALUE && expecting !== FIRST_VALUE) fail('a value stands where none may', at);
        next = sink.numbers && !objects[objects.length - 1] ? run(at, end, last) : number(at, end, last);
      } else if (byte === QUOTE) next = text(at, end);
      else if (byte === COLON) {
        if (expecting !== AFTER_KEY) fail('a colon stands where none may', at);
        expecting = VALUE;
      } else if (byte === OPEN || byte === START) open(byte === OPEN, at);
      else if (byte === CLOSE || byte === END) close(byte === CLOSE, at);
      else if (byte !== SPACE && byte !== FEED && byte !== RETURN && byte !== TAB) {
        if (expecting !== VALUE && expecting !== FIRST_VALUE) fail('something stands where nothing may', at);
        next = word(at, end, last);
      }
      if (next === CUT || (long && next === at)) return at;
      at = next;
    }
    return at;
  };
  const step = (last: boolean): void => {
    // No digit, so that a number ends there at the latest.
    bytes[held] = 0;
    const done = read(held, last);
    bytes.copyWithin(0, done, held);
    base += done;
    held -= done;
  };

  return {
    feed(piece) {
      const sound = characters.sound(piece);
      for (let at = 0; at < sound; at += STRIDE) {
        held += piece.copy(bytes, held, at, Math.min(sound, at + STRIDE));
        step(false);
      }
      received += sound;
      if (sound < piece.length) throw new Malformed('json-malformed', 'the text is not UTF-8', received);
    },
    end() {
      step(true);
      if (expecting !== NOTHING || held > 0) fail('the document is not whole', held);
      if (!characters.ended()) fail('the text is not UTF-8', held);
    },
  };
};
