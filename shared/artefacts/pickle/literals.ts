import { fail, type Machine } from './machine.ts';
import { LONG, TEXT, type Value } from './values.ts';

/** A decimal number as protocol 0 writes it; `00` and `01` are the booleans of older protocols. */
export const wholeNumber = (machine: Machine, line: string | undefined): Value => {
  const digits = line?.trim() ?? '';
  if (line !== undefined && !/^[+-]?\d+$/.test(digits)) fail(machine, 'pickle-literal', 'a whole number is damaged');
  if (digits === '' || digits.length > 300) return LONG;
  const value = BigInt(digits.replace('+', ''));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
};

/** A quoted text with the escapes of a Python bytes literal. */
export const textOfQuotes = (machine: Machine, line: string | undefined): Value => {
  if (line === undefined) return TEXT;
  const quoted = line.trimEnd();
  const quote = quoted[0];
  if (quoted.length < 2 || (quote !== "'" && quote !== '"') || quoted.at(-1) !== quote)
    return fail(machine, 'pickle-literal', 'a text is not quoted');
  return quoted.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/g, (_, mark: string) => unescaped(mark));
};

/** A text with `\uXXXX` escapes (Python's raw-unicode-escape). */
export const textOfEscapes = (line: string | undefined): Value =>
  line === undefined
    ? TEXT
    : line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short?: string, full?: string) => {
        const point = Number.parseInt(short ?? full ?? '', 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD';
      });

const unescaped = (mark: string): string => {
  if (mark[0] === 'x') return String.fromCharCode(Number.parseInt(mark.slice(1), 16));
  if (/^[0-7]/.test(mark)) return String.fromCharCode(Number.parseInt(mark, 8) & 0xff);
  return ({ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' } as Record<string, string>)[mark] ?? mark;
};
