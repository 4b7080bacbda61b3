import { UnreadableParquet } from '../../parquet/errors.ts';
import { openParquet, type ParquetTable } from '../../parquet/parquet.ts';
import { inMemory } from '../../parquet/random-access.ts';
import type { FlatColumn } from '../../parquet/schema.ts';
import { type RawReading, refused } from './raw-table.ts';

/** A column is made whole in memory; one of more rows than this would not fit. */
const MOST_ROWS = 2 ** 22;

/** A Parquet file. A column that cannot be read is told when somebody asks for it. */
export const parquetTable = (name: string, bytes: Uint8Array): RawReading => {
  try {
    const parquet = openParquet(inMemory(bytes));
    const { rows, columns } = parquet;
    if (rows === 0) return refused(name, 'empty', 'the file has no rows', 'at least one row');
    if (rows > MOST_ROWS)
      return refused(name, 'too-many-rows', `the file has ${rows} rows`, `at most ${MOST_ROWS}: a sample of them`);
    const names = columns.map((column) => column.name);
    const twice = names.find((column, i) => names.indexOf(column) !== i);
    if (twice !== undefined)
      return refused(name, 'column-twice', `the file has column ${twice} twice`, 'a name of its own for each column');
    return {
      table: {
        rows,
        names,
        rowOf: (i) => i + 1,
        column(wanted) {
          const column = columns.find((one) => one.name === wanted);
          if (!column?.flat) return { cells: [], problem: column?.problem && problemOf(column.problem) };
          try {
            return { cells: cellsOf(parquet, column.flat) };
          } catch (error) {
            return { cells: [], problem: problemOf(error) };
          }
        },
      },
      findings: [],
    };
  } catch (error) {
    return { findings: [{ path: name, ...problemOf(error) }] };
  }
};

const problemOf = (error: unknown) => {
  if (!(error instanceof UnreadableParquet)) throw error;
  const { code, message, expected } = error;
  return { code, message, ...(expected && { expected }) };
};

const cellsOf = (parquet: ParquetTable, column: FlatColumn): unknown[] => {
  const cells: unknown[] = new Array(parquet.rows);
  const isFlag = column.meaning.kind === 'boolean';
  let row = 0;
  for (const page of parquet.values(column)) {
    if (page.kind === 'texts') {
      for (const code of page.codes) cells[row++] = code === -1 ? undefined : page.words[code];
      continue;
    }
    const { values, exact } = page;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) cells[row++] = undefined;
      else if (isFlag) cells[row++] = value === 1;
      else cells[row++] = exact && !Number.isSafeInteger(value) ? exact[i] : value;
    }
  }
  return cells;
};
