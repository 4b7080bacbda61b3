import { NotImplementedLocally } from '../service.ts';
import { withoutInsights } from './insights-query.ts';

/** A metric math expression, such as `100 * errors / FILL(calls, 0)`, as a tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** Weakest first; `^` is right to left, the others left to right. */
const levels: readonly (readonly string[])[] = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

/** @throws NotImplementedLocally for what is not in the grammar, quoting the expression */
export const parseExpression = (text: string): Expression => {
  const tokens = [
    ...withoutInsights(text).matchAll(
      /\s*("[^"]*"|'[^']*'|\d+\.?\d*(?:[eE][+-]?\d+)?|\w+|\|\||&&|[=!<>]=|[-+*/^()[\],<>]|\S)/g,
    ),
  ].map(([, token]) => token ?? '');
  let position = 0;
  const fail = (): never => {
    throw new NotImplementedLocally(`the metric math expression "${text}" (at "${tokens[position] ?? 'its end'}")`);
  };
  const expect = (token: string): void => {
    if (tokens[position++] !== token) {
      position -= 1;
      fail();
    }
  };

  const at = (level: number): Expression => {
    const operators = levels[level];
    if (!operators) return power();
    let left = at(level + 1);
    for (let operator = tokens[position]; operator && operators.includes(operator); operator = tokens[position]) {
      position += 1;
      left = { kind: 'operation', operator, left, right: at(level + 1) };
    }
    return left;
  };
  const power = (): Expression => {
    const base = atom();
    if (tokens[position] !== '^') return base;
    position += 1;
    return { kind: 'operation', operator: '^', left: base, right: power() };
  };
  const items = (end: string): Expression[] => {
    const list: Expression[] = [];
    while (tokens[position] !== end) {
      list.push(at(0));
      if (tokens[position] !== end) expect(',');
    }
    position += 1;
    return list;
  };
  const atom = (): Expression => {
    const token = tokens[position] ?? fail();
    position += 1;
    if (token === '(') {
      const inner = at(0);
      expect(')');
      return inner;
    }
    if (token === '[') return { kind: 'list', items: items(']') };
    if (token === '-') return { kind: 'operation', operator: '-', left: { kind: 'number', value: 0 }, right: power() };
    if (/^["']/.test(token)) return { kind: 'text', value: token.slice(1, -1) };
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^\w+$/.test(token)) {
      position -= 1;
      return fail();
    }
    if (tokens[position] !== '(') return { kind: 'name', name: token };
    position += 1;
    return { kind: 'call', name: token.toUpperCase(), args: items(')') };
  };

  const tree = at(0);
  return position < tokens.length ? fail() : tree;
};
