import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericCell } from '../../../../shared/monitoring/bytes/decimal.ts';
import { sourceOf } from '../../../../shared/monitoring/bytes/source.ts';

const decoded = (text: string): number => {
  const bytes = Buffer.from(text);
  const source = sourceOf(bytes.length);
  source.bytes.set(bytes);
  return numericCell(source, 0, bytes.length);
};

describe('reading a decimal from its bytes', () => {
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

  it.each([
    '9007199254740993',
    '9007199254740992.5',
    '0.30000000000000004',
    '1.00000000000000011',
    '4503599627370497.5',
    '-0',
    '0.1e1',
  ])('rounds %s as Number does, ties and all', (text) => expect(decoded(text)).toBe(Number(text)));

  it('tells a missing value from what is no number', () => {
    expect(['', 'NaN', ' ', 'null'].map(decoded)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(['.', '-', 'x', '1.2.3', '1-'].map(decoded)).toEqual(new Array(5).fill(Infinity));
  });
});
