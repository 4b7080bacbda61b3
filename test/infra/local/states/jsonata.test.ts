import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatesError } from '../../../../infra/local/states/language/errors.ts';
import { evaluate } from '../../../../infra/local/states/language/jsonata.ts';

const chance = { random: () => 0.5, uuid: () => 'a-uuid' };
const value = (source: string, input: unknown = {}) =>
  evaluate(`{% ${source} %}`, 'Output', { variables: {}, states: { input }, chance });

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['$random()', 0.5],
    ['$random(7) = $random(7)', true],
    ['$uuid()', 'a-uuid'],
    ['$parse(\'{"a":[1]}\')', { a: [1] }],
    ['$states.input.rows[kind = "a"].n', [1, 3]],
    ['$states.input.rows.n ~> $sum()', 6],
    ['null', null],
  ])('%s', async (source, expected) => {
    const rows = [
      { kind: 'a', n: 1 },
      { kind: 'b', n: 2 },
      { kind: 'a', n: 3 },
    ];

    expect(await value(source, { rows })).toStrictEqual(expected);
  });

  it.each([
    ['$states.input.missing', /returned nothing/],
    ["1 + 'a'", /T2002/],
    ["$hash('a', 'CRC')", /MD5/],
    ['$range(0, 5000, 1)', /at most 1000/],
    ["$parse('{')", /JSON/],
    ['function($x) { $x }', /gave a function/],
    ['{"f": $sum}', /gave a function/],
  ])('%s fails with States.QueryEvaluationError', async (source, message) => {
    const failure = await value(source).catch((problem: StatesError) => problem);

    expect(failure).toMatchObject({ error: 'States.QueryEvaluationError', location: 'Output' });
    expect((failure as StatesError).message).toMatch(message);
  });

  it('gives any JSON value back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (input) => {
        const json = JSON.parse(JSON.stringify(input));
        expect(await value('$states.input', json)).toStrictEqual(json);
      }),
      { numRuns: 100 },
    );
  });

  it('puts partitions together again to what was parted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (list, size) => {
        const parts = (await value(`$partition($states.input, ${size})`, list)) as number[][];
        expect(parts.flat()).toEqual(list);
      }),
      { numRuns: 50 },
    );
  });
});
