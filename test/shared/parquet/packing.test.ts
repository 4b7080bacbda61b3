import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableParquet } from '../../../shared/parquet/errors.ts';
import { allOnes, readHybrid } from '../../../shared/parquet/hybrid.ts';
import { expandSnappy } from '../../../shared/parquet/snappy.ts';
import { hybrid, runsOf, snappy } from '../../support/parquet-pages.ts';

/** Bytes in the middle of others, at any place. */
const amid = (bytes: readonly number[], before: number): Uint8Array =>
  Uint8Array.from([...new Array<number>(before).fill(255), ...bytes, 255, 255]).subarray(before, before + bytes.length);

describe('runs of repeated and of packed numbers', () => {
  it('give the numbers that were written and the largest of them, of any width and at any place', () => {
    const numbers = fc.integer({ min: 1, max: 24 }).chain((width) =>
      fc.tuple(
        fc.constant(width),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 2 ** width - 1 }), fc.constantFrom(0, 2 ** width - 1)), {
          minLength: 1,
          maxLength: 200,
          size: 'max',
        }),
      ),
    );

    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(8, 64, 504),
        fc.nat(9),
        fc.boolean(),
        ([width, drawn], most, before, same) => {
          const values = same ? drawn.flatMap((value) => new Array<number>(9).fill(value)) : drawn;
          const bytes = amid(hybrid(runsOf(values, most), width), before);
          const out = new Int32Array(values.length);
          const largest = readHybrid(bytes, 0, bytes.length, width, out);

          expect([...out]).toEqual(values);
          // Numbers that fill up the last eight are not among them.
          expect(largest).toBe(Math.max(...values));
          expect(() => readHybrid(bytes, 0, bytes.length - 1, width, new Int32Array(values.length + 8))).toThrow(
            UnreadableParquet,
          );
        },
      ),
    );
  });

  it('tell at a glance when no value is missing', () => {
    const present = (marks: readonly number[]) => {
      const bytes = Uint8Array.from(hybrid(runsOf(marks), 1));
      return allOnes(bytes, 0, bytes.length, marks.length);
    };
    const ones = new Array<number>(20_000).fill(1);

    expect(present(ones)).toBe(true);
    expect(present(ones.with(19_999, 0))).toBe(false);
    expect(present(new Array<number>(20_000).fill(0))).toBe(false);
    expect(allOnes(Uint8Array.of(), 0, 0, 1)).toBe(false);
    expect(allOnes(Uint8Array.of(0x80), 0, 1, 1)).toBe(false);
  });
});

describe('Snappy', () => {
  it('expands to what was packed, copies that reach into themselves included', () => {
    const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 0, 0, 7)), { maxLength: 300, size: 'max' });

    fc.assert(
      fc.property(bytes, fc.nat(5), fc.integer({ min: 1, max: 5 }), (drawn, before, times) => {
        const all = new Array<readonly number[]>(times).fill(drawn).flat();
        const packed = amid(snappy(all), before);

        expect([...expandSnappy(packed, new Uint8Array(all.length + before).subarray(before))]).toEqual(all);
      }),
    );
  });

  it.each([1, 2, 3, 4, 5, 7, 8, 63])('repeats the last %i bytes', (back) => {
    const start = Array.from({ length: 63 }, (_, i) => i + 1);
    const packed = [127, 60 << 2, 62, ...start, (63 << 2) | 2, back, 0];
    const expected = [...start];
    for (let i = 0; i < 64; i++) expected.push(expected[expected.length - back] as number);

    expect([...expandSnappy(Uint8Array.from(packed), new Uint8Array(127))]).toEqual(expected);
  });
});
