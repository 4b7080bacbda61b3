import { Malformed } from './notebook.ts';

/** What a numpy header may consist of. */
export type Literal = string | number | boolean | readonly Literal[] | Map<string, Literal>;

/** Reads a Python literal of texts, whole numbers, booleans, tuples, lists and tables with text keys. @throws Malformed */
export const pythonLiteral = (text: string): Literal => {
  let at = 0;
  const fail = (message: string): never => {
    throw new Malformed('npy-header', `the header is no literal: ${message}`, at);
  };
  const space = (): void => {
    while (text[at] === ' ') at++;
  };
  const passes = (token: string): boolean => {
    space();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const sequence = (end: string, depth: number): { items: Literal[]; commas: number } => {
    const items: Literal[] = [];
    let commas = 0;
    while (!passes(end)) {
      if (items.length > commas) fail('a comma is missing');
      items.push(value(depth + 1));
      if (passes(',')) commas++;
    }
    return { items, commas };
  };
  const value = (depth: number): Literal => {
    if (depth > 32) fail('it is nested too deep');
    space();
    const match = /^(?:'([^'\\]*)'|"([^"\\]*)"|(0|[1-9]\d{0,14})L?(?![\w.])|(True|False)\b)/.exec(
      text.slice(at, at + 4096),
    );
    if (match) {
      at += match[0].length;
      const [, single, double, digits, constant] = match;
      return single ?? double ?? (digits === undefined ? constant === 'True' : Number(digits));
    }
    if (passes('[')) return sequence(']', depth).items;
    if (passes('(')) {
      const { items, commas } = sequence(')', depth);
      // One value in parentheses without a comma is that value.
      return items.length === 1 && commas === 0 ? (items[0] as Literal) : items;
    }
    if (passes('{')) return table(depth);
    return fail('something is not understood');
  };
  const table = (depth: number): Map<string, Literal> => {
    const entries = new Map<string, Literal>();
    for (let comma = true; !passes('}'); ) {
      if (!comma) fail('a comma is missing');
      const key = value(depth + 1);
      if (typeof key !== 'string' || entries.has(key) || !passes(':')) return fail('a key is damaged or occurs twice');
      entries.set(key, value(depth + 1));
      comma = passes(',');
    }
    return entries;
  };
  const found = value(0);
  space();
  if (at !== text.length) fail('something stands behind it');
  return found;
};
