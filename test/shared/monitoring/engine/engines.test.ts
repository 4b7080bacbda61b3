import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellCodes, REFUSED } from '../../../../shared/monitoring/bytes/cell-codes.ts';
import { SLACK } from '../../../../shared/monitoring/bytes/source.ts';
import { categoryCounter } from '../../../../shared/monitoring/category-counter.ts';
import type { Engine } from '../../../../shared/monitoring/engine/engine.ts';
import { engines } from '../../../support/engines.ts';

const size = { columns: 80, edges: 5000 };
const [wasm, typescript] = engines.map(([, engineFor]) => engineFor(size)) as [Engine, Engine];
const each = <T>(of: (engine: Engine) => T): [T, T] => [of(wasm), of(typescript)];

const bytes = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...Buffer.from('0123456789.-,,,,')) },
  { weight: 2, arbitrary: fc.constantFrom(...Buffer.from('abcdefgh ')) },
  { weight: 1, arbitrary: fc.constantFrom(...Buffer.from('"\\\r\n\t\0')) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
);

/** Codes of a column, and the slot in which a value of such a code is counted. */
const categories = (known: readonly string[]) => {
  let counted = -1;
  const counter = categoryCounter({ name: 'c', type: 'category' }, known, 100_000);
  const codes = cellCodes(
    {
      ...counter,
      addTimes(slot) {
        counted = slot;
      },
    },
    100_000,
  );
  const slotOf = (code: number): number => {
    codes.count(Float64Array.of(code), 0, 1);
    return counted;
  };
  return { codes, slotOf };
};

describe('both engines', () => {
  const scanners = each((engine) => {
    const { codes, slotOf } = categories(['a', 'b']);
    const [cells, source] = [engine.cells(4), engine.source(500)];
    const scan = engine.scanner(
      [
        { kind: 'numeric', column: 0 },
        { kind: 'category', column: 1, codes },
        { kind: 'ignored' },
        { kind: 'numeric', column: 2 },
      ],
      cells,
    );
    return (text: Uint8Array): readonly number[] => {
      source.bytes.set(text);
      const end = scan(source, 0, 1);
      if (end === REFUSED) return [end];
      const cell = (column: number) => cells.values[column * cells.stride + 1] as number;
      return [end, cell(0), slotOf(cell(1)), cell(2)];
    };
  });

  it('read the same rows alike and refuse the same, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 200 }), (drawn) => {
        const text = Uint8Array.of(...drawn, 10);
        const [one, other] = scanners.map((scan) => scan(text));
        expect(one).toEqual(other);
      }),
      { numRuns: 4000 },
    );
  });

  it('read wide rows alike, whatever stands behind them', () => {
    const columns = 70;
    const readers = each((engine) => {
      const { codes, slotOf } = categories([]);
      const [cells, source] = [engine.cells(columns), engine.source(10_000)];
      const scan = engine.scanner(
        Array.from({ length: columns }, (_, column) =>
          column % 7 === 3 ? { kind: 'category', column, codes } : { kind: 'numeric', column },
        ),
        cells,
      );
      return (text: string, row: number): readonly unknown[] => {
        source.bytes.fill(0).set(Buffer.from(text));
        const end = scan(source, 5, row);
        if (end === REFUSED) return [end];
        const values = Float64Array.from({ length: columns }, (_, i) => cells.values[i * cells.stride + row] as number);
        return [end, ...values.map((value, column) => (column % 7 === 3 ? slotOf(value) : value))];
      };
    });
    const plain = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('', '0', '1', '-2', '4.5', '-0.0', 'a\0', 'a') },
      { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
      { weight: 4, arbitrary: fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((x) => x.toFixed(6)) },
      { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789.-'), maxLength: 40 }) },
    );
    const row = fc.array(plain, { minLength: columns - 1, maxLength: columns + 1, size: 'max' });
    const end = fc.constantFrom('\n', '\r\n', '"', '\\n', ',', '\n\n');
    fc.assert(
      fc.property(row, end, row, fc.nat(9), (cells, stop, next, at) => {
        const text = `1,2"\n${cells.join(',')}${stop}${next.join(',')}\n`;
        const [one, other] = readers.map((read) => read(text, at));
        expect(one).toEqual(other);
      }),
      { numRuns: 300 },
    );
  });

  it('put the same values into the same bins, in the same order', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.constantFrom(Number.NaN, Infinity, -0, 0, 1, 2),
    );
    const edge = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.constantFrom(0, 1, 1.0000000000000002, 2));
    const column = fc.record({
      edges: fc.uniqueArray(edge, { maxLength: 200, size: 'max' }),
      values: fc.array(value, { maxLength: 300, size: 'max' }),
    });

    fc.assert(
      fc.property(column, ({ edges, values }) => {
        const ascending = edges.map((x) => x + 0).sort((a, b) => a - b);
        const [one, other] = engines.map(([, engineFor]) => {
          const engine = engineFor({ columns: 1, edges: edges.length + 1 });
          const { values: cells } = engine.cells(1);
          cells.set(values, 8);
          const { addValues, records, seen } = engine.bins(ascending);
          addValues(cells, 8, 8 + values.length);
          addValues(cells, 9, 8 + (values.length >> 1));
          addValues(Float64Array.from(values), 0, values.length);
          return [...records, ...seen];
        });
        expect(one).toEqual(other);
      }),
      { numRuns: 200 },
    );
  });

  it('find the end of a JSON string, and what is in its way', () => {
    const sources = each((engine) => ({ engine, source: engine.source(200) }));
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 60 }), fc.nat(40), (drawn, at) => {
        const [one, other] = sources.map(({ engine, source }) => {
          source.bytes.fill(0x61).set([...drawn, 10], at);
          return engine.stringEnd(source, at);
        });
        expect(one).toBe(other);
      }),
      { numRuns: 1000 },
    );
  });

  it('tell whether bytes are the same', () => {
    const sources = each((engine) => ({ engine, source: engine.source(200), fixed: engine.source(100) }));
    fc.assert(
      fc.property(fc.nat(90), fc.nat(90), fc.nat(99), (length, changed, at) => {
        for (const { engine, source, fixed } of sources) {
          fixed.bytes.fill(7);
          source.bytes.fill(0).fill(7, at, at + length);
          source.bytes[at + changed] = 8;
          expect(engine.same(source, at, fixed, length)).toBe(changed >= length);
        }
      }),
    );
  });

  it('refuse a row of no columns', () => {
    for (const engine of [wasm, typescript])
      expect(engine.scanner([], engine.cells(1))(engine.source(10), 5, 0)).toBe(REFUSED);
  });

  it('leave room to look ahead behind every source', () => {
    for (const source of each((engine) => engine.source(10))) expect(source.bytes.length).toBe(10 + SLACK);
  });
});
