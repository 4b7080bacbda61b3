import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortNumbers } from '../../../shared/statistics/sort-numbers.ts';

it('orders numbers as sort does, to the last bit and the sign of nought', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.constantFrom(0, -0, 1, -1, Number.MIN_VALUE, -Number.MIN_VALUE),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 300, size: 'max' }), fc.nat(7), (drawn, before) => {
      // Long enough for the long way, with parts of a few values only.
      const all = Array.from(
        { length: 12_000 },
        (_, i) => (drawn[i % drawn.length] as number) * (i % 3 === 0 ? 1 : -1),
      );
      const sorted = Float64Array.from([...new Array<number>(before).fill(5), ...all]).subarray(before);
      sortNumbers(sorted);
      expect([...sorted]).toEqual([...Float64Array.from(all).sort()]);
    }),
    { numRuns: 25 },
  );
});
