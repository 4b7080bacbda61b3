import { describe, expect, it } from 'vitest';
import { numericCell } from '../../../shared/monitoring/bytes/decimal.ts';
import { sourceOf } from '../../../shared/monitoring/bytes/source.ts';
import { numberOf } from '../../../shared/monitoring/cells.ts';
import { oracle } from '../../support/oracle.ts';

const bitsOf = (x: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
};
const fromBytes = (text: string): number => {
  const bytes = Buffer.from(text);
  const source = sourceOf(bytes.length);
  source.bytes.set(bytes);
  return numericCell(source, 0, bytes.length);
};

describe('a decimal, to the last bit as C reads it', () => {
  const infinite = (bits: string) => /^[7f]ff0{13}$/.test(bits);

  it.each(oracle.parse_double.filter(([, , bits]) => !infinite(bits)))('%s', (text, _, bits) => {
    expect(bitsOf(numberOf(text) as number)).toBe(bits);
    expect(bitsOf(fromBytes(text))).toBe(bits);
  });

  it.each(oracle.parse_double.filter(([, , bits]) => infinite(bits)))('%s is no value that could be summed', (text) => {
    expect(numberOf(text)).toBeNaN();
    expect(fromBytes(text)).toBe(Infinity);
  });
});
