import { NotImplementedLocally } from '../service.ts';

type Test = (line: string) => boolean;

/**
 * CloudWatch Logs filter patterns: all words (`error "not found"`), without (`-debug`), any of (`?warn ?error`),
 * and JSON comparisons joined by `&&` or `||` (`{ $.level = "error" && $.ms > 100 }`). Others are refused.
 */
export const parseLogFilter = (pattern: string): Test => {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{') && text.endsWith('}')) return jsonTest(text.slice(1, -1));
  if (/^[%[]/.test(text)) throw new NotImplementedLocally(`the filter pattern ${text}`);

  const words = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign, quoted, plain]) => ({
    sign,
    word: quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  }));
  const any = words.filter(({ sign }) => sign === '?');
  return (line) =>
    (any.length === 0 || any.some(({ word }) => line.includes(word))) &&
    words.every(({ sign, word }) => sign === '?' || line.includes(word) === (sign !== '-'));
};

const jsonTest = (text: string): Test => {
  const or = text.includes('||');
  if (or && text.includes('&&')) throw new NotImplementedLocally(`the filter pattern {${text}}, which mixes && and ||`);
  const tests = text.split(or ? '||' : '&&').map(comparison);
  return (line) => {
    let root: unknown;
    try {
      root = JSON.parse(line);
    } catch {
      return false;
    }
    return or ? tests.some((test) => test(root)) : tests.every((test) => test(root));
  };
};

const comparison = (text: string): ((root: unknown) => boolean) => {
  const [, path, operator, quoted, plain] =
    /^\s*\$\.([\w.@-]+)\s*(=|!=|>=|<=|>|<)\s*(?:"([^"]*)"|([^\s"]+))\s*$/.exec(text) ?? [];
  if (!path || !operator) throw new NotImplementedLocally(`the filter pattern {${text}}`);
  const wanted = quoted ?? plain ?? '';
  const likeness = new RegExp(`^${wanted.split('*').map(escapeForPattern).join('.*')}$`, 's');
  return (root) => {
    const value = path
      .split('.')
      .reduce<unknown>(
        (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
        root,
      );
    if (value === undefined) return false;
    if (operator === '=') return likeness.test(String(value));
    if (operator === '!=') return !likeness.test(String(value));
    const [a, b] = [Number(value), Number(wanted)];
    if (operator === '>') return a > b;
    if (operator === '<') return a < b;
    return operator === '>=' ? a >= b : a <= b;
  };
};

const escapeForPattern = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
