import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Canonical, canonicalJson, labelledHash } from '../../../shared/kernel/canonical.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
/** Every name but the one that JSON readers lose. */
const key = text.filter((name) => name !== '__proto__');
const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.maxSafeInteger().filter((number) => !Object.is(number, -0)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }).map((members) => ({ ...members })),
  ),
}));

describe('the canonical form', () => {
  it('reads back as what was written', () => {
    fc.assert(fc.property(value, (one) => void expect(JSON.parse(canonicalJson(one))).toEqual(one)));
  });

  it('refuses a member named __proto__, which JSON readers lose', () => {
    expect(() => canonicalJson(JSON.parse('{"__proto__":"x"}'))).toThrow('__proto__');
  });

  it('does not depend on the order in which members were given', () => {
    const members = fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 6 });
    fc.assert(
      fc.property(members, fc.nat(), (entries, turn) => {
        const at = entries.length === 0 ? 0 : turn % entries.length;
        const turned = [...entries.slice(at), ...entries.slice(0, at)].reverse();
        expect(canonicalJson(Object.fromEntries(turned))).toBe(canonicalJson(Object.fromEntries(entries)));
      }),
    );
  });

  it('is the same only for the same value', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        if (canonicalJson(a) === canonicalJson(b)) expect(a).toEqual(b);
      }),
    );
  });

  it('orders members by their UTF-16 units, as RFC 8785 does', () => {
    const members = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };

    expect(Object.values(JSON.parse(canonicalJson(members)) as object)).toEqual([4, 2, 6, 7, 1, 5, 3]);
    expect(canonicalJson(members)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('escapes exactly what RFC 8785 escapes', () => {
    expect(canonicalJson('\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f')).toBe(
      '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    );
  });
});

describe('what has no canonical form', () => {
  const refused: Readonly<Record<string, unknown>> = {
    'a float': 0.5,
    'a number that storage would round': 2 ** 53,
    'minus zero': -0,
    'not a number': Number.NaN,
    infinity: Number.POSITIVE_INFINITY,
    null: null,
    undefined: undefined,
    'a lone high surrogate': '\ud800',
    'a lone low surrogate': 'a\udc00b',
    'a date': new Date(0),
    'a map': new Map(),
    'a big integer': 1n,
    'a function': () => 1,
    'a hole in a list': Array(1),
  };

  it.each(Object.entries(refused))('is %s, and it is refused wherever it lies', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson([value])).toThrow(TypeError);
    expect(() => canonicalJson({ deep: [{ er: value }] })).toThrow('$.deep[0].er');
  });

  it('is a name with a lone surrogate', () => {
    expect(() => canonicalJson({ '\ud800': 1 })).toThrow('unpaired surrogate');
  });
});

describe('a labelled hash', () => {
  it('keeps label and content apart', () => {
    expect(labelledHash('a', 'bc')).not.toBe(labelledHash('ab', 'c'));
    expect(labelledHash('audit/v1/record', '{}')).not.toBe(labelledHash('audit/v1/genesis', '{}'));
  });
});
