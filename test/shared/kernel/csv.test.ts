import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, parseCsv } from '../../../shared/kernel/csv.ts';

const cells = (text: string) => parseCsv(text).records.map((record) => record.cells);

describe('parsing CSV', () => {
  it('reads back what was written, whatever the cells hold', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, end) => {
        expect(cells(rows.map((row) => row.map(quote).join(',')).join(end))).toEqual(rows);
      }),
    );
  });

  it('reads plain cells, CRLF, a byte order mark and blank lines', () => {
    expect(cells('\uFEFFa,b\r\n\r\n1,\r\n,2')).toEqual([
      ['a', 'b'],
      ['1', ''],
      ['', '2'],
    ]);
    expect(cells('')).toEqual([]);
  });

  it('knows on which line each record begins', () => {
    expect(parseCsv('a\n"x\ny"\n\nb').records.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it('says where a quote opens that never closes', () => {
    expect(parseCsv('a\nb,"c\nd')).toEqual({ records: [{ line: 1, cells: ['a'] }], unterminated: 2 });
  });

  it('reads back the lines it writes, quoting only what must be', () => {
    expect(csvLine(['a', 1.5, true, null, undefined, 'b,c', 'd"e'])).toBe('a,1.5,true,,,"b,c","d""e"');
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), (row) => {
        fc.pre(!row.some((cell) => cell.startsWith('\uFEFF')));
        expect(cells(csvLine(row))).toEqual([row]);
      }),
    );
  });
});
