import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptNumbers } from '../../../../shared/monitoring/bytes/kept-numbers.ts';

const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -3000, max: 3000, noNaN: true }).map((x) => Number(x.toFixed(2))) },
  { weight: 4, arbitrary: fc.double({ min: -3000, max: 3000, noNaN: true }).map((x) => Number(x.toFixed(6))) },
  { weight: 4, arbitrary: fc.integer() },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, Number.NaN, Infinity, 2147483647, 2147.483647, -2147.483648, 1e-6) },
);
const odd = fc.oneof(fc.constantFrom(-0, 1e-7, 0.1 + 0.2, 1e300, 5e-324, -2147483648), fc.double({ noNaN: true }));
const blocks = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.array(number) }, { weight: 1, arbitrary: fc.array(odd, { maxLength: 3 }) }),
  { maxLength: 12 },
);

it('gives back every number, to the last bit and the sign of nought, in ascending order', () => {
  fc.assert(
    fc.property(blocks, fc.nat(2000), (drawn, more) => {
      const kept = keptNumbers();
      for (const values of drawn) kept.add(Float64Array.from([7, ...values, 7]), 1, values.length + 1);
      kept.add(new Float64Array(more).fill(0.25), 0, more);
      const all = [...drawn.flat(), ...new Array<number>(more).fill(0.25)];
      const back = new Float64Array(kept.size);
      kept.sort(back, new Float64Array(kept.size));
      expect([...back]).toEqual([...Float64Array.from(all.filter((x) => x < Infinity)).sort()]);
      expect(kept.missing).toBe(all.filter(Number.isNaN).length);
      expect(kept.unusable).toBe(all.filter((x) => x === Infinity).length);
    }),
    { numRuns: 500 },
  );
});
