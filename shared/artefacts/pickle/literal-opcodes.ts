import { isUtf8 } from 'node:buffer';
import { boosterColumns, mayBeBooster } from './embedded-booster.ts';
import { fail, type Machine, push, pushValue } from './machine.ts';
import { integer, LONGEST_TEXT, line, type PickleReader, pieces, skip, text, textReady } from './reader.ts';
import { keepText } from './store.ts';
import { LONG, type Plain, TEXT, type Value } from './values.ts';
import { constantSymbol } from './views.ts';

/** What an opcode does to the machine; a promise when bytes must be waited for. */
// biome-ignore lint/suspicious/noConfusingVoidType: most opcodes answer nothing, and need not say so
type Waiting = Promise<unknown> | void;
export type Step = (machine: Machine) => Waiting;

export const constant = (value: Value): Step => {
  const symbol = constantSymbol(value);
  return (machine) => push(machine, symbol);
};

/** Takes a text that is at hand. */
const takeText = (machine: Machine, length: number, encoding: 'utf8' | 'latin1'): void => {
  const { reader, symbols } = machine;
  const decoded = text(reader, length, encoding);
  const start = reader.at - length;
  // Its bytes are kept where they say the same.
  if (decoded === undefined || (encoding === 'utf8' && isUtf8(reader.window.subarray(start, reader.at))))
    push(machine, keepText(symbols, reader.window, start, length));
  else pushValue(machine, decoded);
};

export const texts =
  (length: (reader: PickleReader) => number, encoding: 'utf8' | 'latin1'): Step =>
  (machine) => {
    const count = length(machine.reader);
    if (count < 0) fail(machine, 'pickle-length', 'a text has a negative length');
    if (count > LONGEST_TEXT) return longOne(machine, count, TEXT);
    // Waiting costs more than most opcodes, so it is done only when it must be.
    const waiting = textReady(machine.reader, count);
    if (waiting) return waiting.then(() => takeText(machine, count, encoding));
    takeText(machine, count, encoding);
  };
const skipped = (machine: Machine, count: number, value: Value): Promise<void> | undefined => {
  const waiting = skip(machine.reader, count);
  if (waiting) return waiting.then(() => pushValue(machine, value));
  pushValue(machine, value);
  return undefined;
};
/** Passes over a long text or bytes; when a booster lies in them, its columns are kept. */
const longOne = (
  machine: Machine,
  count: number,
  value: Extract<Value, { kind: 'bytes' }> | Plain,
): Promise<void> | undefined => {
  const { reader, limits } = machine;
  if (!mayBeBooster(count, reader.window, reader.at)) return skipped(machine, count, value);
  return boosterColumns(pieces(reader, count), limits).then((columns) =>
    pushValue(machine, columns ? { ...value, columns } : value),
  );
};
export const bytes =
  (length: (reader: PickleReader) => number): Step =>
  (machine) => {
    const count = length(machine.reader);
    return longOne(machine, count, { kind: 'bytes', length: count });
  };
export const long =
  (length: (reader: PickleReader) => number): Step =>
  (machine) => {
    const count = length(machine.reader);
    if (count < 0) fail(machine, 'pickle-length', 'a number has a negative length');
    if (count > 8) return skipped(machine, count, LONG);
    pushValue(machine, integer(machine.reader, count));
  };
/** An opcode with a line of text behind it. */
export const lined =
  (use: (machine: Machine, line: string | undefined) => void): Step =>
  (machine) => {
    const found = line(machine.reader, 'latin1');
    if (found instanceof Promise) return found.then((one) => use(machine, one));
    use(machine, found);
  };
