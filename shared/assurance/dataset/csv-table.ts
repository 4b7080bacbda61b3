import { parseCsv } from '../../kernel/csv.ts';
import { counted } from '../../kernel/figures.ts';
import { firstFew, type RawReading, refused } from './raw-table.ts';

/** A CSV file with a header; `name` is the file's, for messages. */
export const csvTable = (name: string, text: string): RawReading => {
  const { records, unterminated } = parseCsv(text);
  const [header, ...body] = records;
  if (!header) return refused(name, 'empty', 'the file is empty', 'a header and at least one row');
  const names = header.cells.map((cell) => cell.trim());
  const found = firstFew();
  for (const column of new Set(names.filter((one, i) => one !== '' && names.indexOf(one) !== i)))
    found.add({
      path: `${name}: row 1`,
      code: 'column-twice',
      message: `the header has ${column} twice`,
      expected: 'a name of its own for each column',
    });
  if (unterminated !== undefined)
    found.add({
      path: `${name}: line ${unterminated}`,
      code: 'open-quote',
      message: 'a quote opens here and never closes',
      expected: 'a closing quote; a quote within quotes is written twice',
    });
  const complete = body.filter(({ line, cells }) => {
    if (cells.length === names.length) return true;
    found.add({
      path: `${name}: row ${line}`,
      code: 'cell-count',
      message: `the row has ${counted(cells.length, 'cell')}`,
      expected: `${names.length}, as in the header`,
    });
    return false;
  });
  if (body.length === 0)
    found.add({
      path: name,
      code: 'empty',
      message: 'the file has a header and no rows',
      expected: 'at least one row',
    });
  return {
    table: {
      rows: complete.length,
      names,
      rowOf: (i) => complete[i]?.line ?? 0,
      column(wanted) {
        const at = names.indexOf(wanted);
        return { cells: complete.map(({ cells }) => cells[at]) };
      },
    },
    findings: found.all(),
  };
};
