import { Malformed } from '../notebook.ts';
import { utf8Pieces } from './utf8.ts';

/** What a document tells as it is read: JSON and UBJSON alike. A number comes as it was written. */
export interface DocumentSink {
  open(kind: 'object' | 'array', offset: number): void;
  close(offset: number): void;
  key(name: string, offset: number): void;
  /** `undefined` for a text too long to be kept. */
  text(value: string | undefined, offset: number): void;
  number(written: string, offset: number): void;
  constant(value: boolean | null, offset: number): void;
}

/** A JSON document fed in pieces. */
export interface JsonTokens {
  /** @throws Malformed */
  feed(piece: Buffer): void;
  /** @throws Malformed when the document is not whole */
  end(): void;
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const LONGEST_KEPT = 4096;
const LONGEST_NUMBER = 400;
const [QUOTE, BACKSLASH, COMMA, COLON, OPEN, CLOSE, START, END] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];

/** What may come next. */
type Expecting = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'comma' | 'nothing';

/** Strict JSON (RFC 8259): no comments, no NaN, nothing behind the value, UTF-8 only. */
export const jsonTokens = (sink: DocumentSink): JsonTokens => {
  const characters = utf8Pieces();
  const containers: ('object' | 'array')[] = [];
  let expecting: Expecting = 'value';
  let mode: 'between' | 'string' | 'escape' | 'bare' = 'between';
  let held: Buffer[] = [];
  let heldLength = 0;
  let base = 0;
  let tokenAt = 0;

  const fail = (message: string, offset: number): never => {
    throw new Malformed('json-malformed', message, offset);
  };
  const keep = (piece: Buffer): void => {
    if (heldLength <= LONGEST_KEPT && piece.length > 0) held.push(Buffer.from(piece.subarray(0, LONGEST_KEPT + 1)));
    heldLength += piece.length;
  };
  const release = (): string => {
    const text = held.length === 1 ? (held[0] as Buffer).toString('utf8') : Buffer.concat(held).toString('utf8');
    held = [];
    return text;
  };
  const valueDone = (): void => {
    expecting = containers.length === 0 ? 'nothing' : 'comma';
  };
  const wantsValue = (): boolean => expecting === 'value' || expecting === 'first-value';
  const finishString = (offset: number, raw = release()): void => {
    const long = heldLength > LONGEST_KEPT;
    const text = long ? undefined : unescaped(raw, offset);
    if (wantsValue()) {
      sink.text(text, tokenAt);
      valueDone();
    } else {
      sink.key(text ?? fail('a key is too long', tokenAt), tokenAt);
      expecting = 'colon';
    }
  };
  const unescaped = (raw: string, offset: number): string => {
    try {
      return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
    } catch {
      return fail('a text has an escape that is none', offset);
    }
  };
  const finishBare = (offset: number, word = release()): void => {
    if (word === 'true' || word === 'false') sink.constant(word === 'true', tokenAt);
    else if (word === 'null') sink.constant(null, tokenAt);
    else if (heldLength <= LONGEST_NUMBER && NUMBER.test(word)) sink.number(word, tokenAt);
    else fail(`${JSON.stringify(word.slice(0, 40))} is no JSON value`, offset);
    valueDone();
  };
  const close = (kind: 'object' | 'array', offset: number): void => {
    const right = expecting === 'comma' || expecting === (kind === 'object' ? 'first-key' : 'first-value');
    if (containers.pop() !== kind || !right) fail('a bracket closes what is not open', offset);
    sink.close(offset);
    valueDone();
  };
  const between = (byte: number, offset: number): void => {
    if (byte === QUOTE) {
      if (!wantsValue() && expecting !== 'key' && expecting !== 'first-key')
        fail('a text stands where none may', offset);
      mode = 'string';
      heldLength = 0;
      tokenAt = offset;
    } else if (byte === OPEN || byte === START) {
      if (!wantsValue()) fail('a value stands where none may', offset);
      const kind = byte === OPEN ? 'object' : 'array';
      containers.push(kind);
      sink.open(kind, offset);
      expecting = kind === 'object' ? 'first-key' : 'first-value';
    } else if (byte === CLOSE || byte === END) close(byte === CLOSE ? 'object' : 'array', offset);
    else if (byte === COMMA) {
      if (expecting !== 'comma') fail('a comma stands where none may', offset);
      expecting = containers.at(-1) === 'object' ? 'key' : 'value';
    } else if (byte === COLON) {
      if (expecting !== 'colon') fail('a colon stands where none may', offset);
      expecting = 'value';
    } else {
      if (!wantsValue()) fail('something stands where nothing may', offset);
      mode = 'bare';
      heldLength = 0;
      tokenAt = offset;
    }
  };

  return {
    feed(piece) {
      if (!characters.holds(piece)) fail('the text is not UTF-8', base);
      for (let at = 0; at < piece.length; ) {
        if (mode === 'escape') {
          keep(piece.subarray(at, at + 1));
          at++;
          mode = 'string';
        } else if (mode === 'string') {
          let end = at;
          let byte = piece[end] as number;
          while (end < piece.length && byte !== QUOTE && byte !== BACKSLASH && byte >= 0x20)
            byte = piece[++end] as number;
          const start = at;
          at = end;
          if (heldLength === 0 && end < piece.length && byte === QUOTE && end - start <= LONGEST_KEPT) {
            mode = 'between';
            at++;
            finishString(base + end, piece.toString('utf8', start, end));
            continue;
          }
          keep(piece.subarray(start, Math.min(piece.length, end + (byte === BACKSLASH ? 1 : 0))));
          if (end >= piece.length) break;
          if (byte < 0x20) fail('a text has a control character', base + end);
          at++;
          if (byte === BACKSLASH) mode = 'escape';
          else {
            mode = 'between';
            finishString(base + end);
          }
        } else if (mode === 'bare') {
          let end = at;
          while (end < piece.length && !isDelimiter(piece[end] as number)) end++;
          const whole = heldLength === 0 && end < piece.length && end - at <= LONGEST_NUMBER;
          const word = whole ? piece.toString('latin1', at, end) : undefined;
          if (!whole) keep(piece.subarray(at, end));
          at = end;
          if (end < piece.length) {
            mode = 'between';
            finishBare(base + end, word);
          }
        } else {
          const byte = piece[at] as number;
          if (!isSpace(byte)) between(byte, base + at);
          if (mode === 'between' || mode === 'string') at++;
        }
      }
      base += piece.length;
    },
    end() {
      if (mode === 'bare') finishBare(base);
      if (expecting !== 'nothing' || mode === 'string' || mode === 'escape') fail('the document is not whole', base);
      if (!characters.ended()) fail('the text is not UTF-8', base);
    },
  };
};

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isDelimiter = (byte: number): boolean =>
  isSpace(byte) ||
  byte === COMMA ||
  byte === CLOSE ||
  byte === END ||
  byte === COLON ||
  byte === QUOTE ||
  byte === OPEN ||
  byte === START;
