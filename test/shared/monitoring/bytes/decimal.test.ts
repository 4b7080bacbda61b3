import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericCell } from '../../../../shared/monitoring/bytes/decimal.ts';
import { sourceOf } from '../../../../shared/monitoring/bytes/source.ts';
import { numberOf } from '../../../../shared/monitoring/cells.ts';
import type { Engine } from '../../../../shared/monitoring/engine/engine.ts';
import { engines } from '../../../support/engines.ts';

/** Reads the text as the only cell of a row. */
const byScanner = (engine: Engine) => {
  const source = engine.source(1000);
  const cells = engine.cells(1);
  const scan = engine.scanner([{ kind: 'numeric', column: 0 }], cells);
  return (text: string): number => {
    const bytes = Buffer.from(`${text}\n`);
    source.bytes.set(bytes);
    expect(scan(source, 0, 3)).toBe(bytes.length - 1);
    return cells.values[3] as number;
  };
};

const alone = (text: string): number => {
  const bytes = Buffer.from(text);
  const source = sourceOf(bytes.length);
  source.bytes.set(bytes);
  return numericCell(source, 0, bytes.length);
};

const readers = [
  ['alone', alone],
  ...engines.map(
    ([name, engineFor]) => [`in a row by ${name}`, byScanner(engineFor({ columns: 1, edges: 0 }))] as const,
  ),
] as const;

/** What the general path makes of a text. */
const expected = (text: string): number => {
  const x = numberOf(text);
  return x === undefined ? Number.NaN : Number.isNaN(x) ? Infinity : x;
};

describe.each(readers)('reading a decimal from its bytes, %s', (_, decoded) => {
  it('gives the double that Number gives, for any digits', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 21 });
    const text = fc.tuple(fc.constantFrom('', '-'), digits, fc.option(digits, { nil: undefined }));

    fc.assert(
      fc.property(text, ([sign, whole, part]) => {
        const decimal = `${sign}${whole}${part === undefined ? '' : `.${part}`}`;
        expect(decoded(decimal)).toBe(Number(decimal));
      }),
      { numRuns: 5000 },
    );
  });

  it('gives back every double from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(decoded(String(x))).toBe(Number(String(x)));
      }),
      { numRuns: 3000 },
    );
  });

  it('makes of any other text what the general path makes of it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789.-+eE xN'), maxLength: 20 });

    fc.assert(
      fc.property(text, (cell) => {
        expect(decoded(cell)).toBe(expected(cell));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '9007199254740993',
    '9007199254740992.5',
    '9007199254740992',
    '9007199254740994.0',
    '0.30000000000000004',
    '1.00000000000000011',
    '4503599627370497.5',
    '-0',
    '-0.0',
    '0.1e1',
    '007',
    '5.',
    '.5',
    '-.5',
    '1234567890123456',
    '123456789012345.6',
    '-123456789012345.6',
    '.1234567890123456',
  ])('rounds %s as Number does, ties and all', (text) => expect(decoded(text)).toBe(Number(text)));

  it('tells a missing value from what is no number', () => {
    expect(['', 'NaN', ' ', 'null'].map(decoded)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(['.', '-', '-.', 'x', '1.2.3', '1-', '..'].map(decoded)).toEqual(new Array(7).fill(Infinity));
  });
});
