import type { Finding } from '../../registry/schema.ts';
import { firstFew, type RawTable } from './raw-table.ts';

/** What is expected of a column. */
export type ColumnShape =
  | {
      readonly name: string;
      readonly type: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly required?: boolean;
    }
  | {
      readonly name: string;
      readonly type: 'category';
      readonly values?: readonly string[];
      readonly required?: boolean;
    };

/** Missing values are NaN among numbers and undefined among categories. */
export type TypedColumn =
  | { readonly type: 'number'; readonly values: Float64Array }
  | { readonly type: 'category'; readonly values: readonly (string | undefined)[] };

const ABSENT = /^(nan|null|none|na|n\/a)?$/i;

/** The columns asked for, and every cell that is not what it should be. `name` is the file's, for messages. */
export const fillColumns = (
  name: string,
  table: RawTable,
  shapes: readonly ColumnShape[],
): { columns: Map<string, TypedColumn>; findings: readonly Finding[] } => {
  const found = firstFew();
  const columns = new Map<string, TypedColumn>();
  for (const shape of shapes) {
    if (!table.names.includes(shape.name)) {
      found.add({ path: `${name}: column ${shape.name}`, ...missingColumn(shape.name, table.names) });
      continue;
    }
    const { cells, problem } = table.column(shape.name);
    if (problem) {
      found.add({ path: `${name}: column ${shape.name}`, ...problem });
      continue;
    }
    const values = Array.from(cells, (cell, i) => {
      const value = cellValue(cell, shape);
      const wrong = problemOf(cell, value, shape);
      if (wrong) found.add({ path: `${name}: row ${table.rowOf(i)}, column ${shape.name}`, ...wrong });
      return value;
    });
    columns.set(
      shape.name,
      shape.type === 'number'
        ? { type: 'number', values: Float64Array.from(values, (value) => Number(value ?? Number.NaN)) }
        : { type: 'category', values: values.map((value) => (value === undefined ? undefined : String(value))) },
    );
  }
  return { columns, findings: found.all() };
};

const missingColumn = (wanted: string, names: readonly string[]): Omit<Finding, 'path'> => {
  const bare = (column: string) => column.toLowerCase().replace(/[^a-z0-9]/g, '');
  const similar = names.find((column) => bare(column) === bare(wanted));
  return {
    code: 'column-missing',
    message: `there is no column ${wanted}`,
    expected:
      similar === undefined
        ? `a column ${wanted}; the file has ${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}`
        : `the name ${wanted} in place of ${similar}`,
  };
};

// NaN stands for what is no number; undefined for a missing value.
const cellValue = (cell: unknown, { type }: ColumnShape): number | string | undefined => {
  if (cell === undefined || cell === null) return undefined;
  if (type === 'number') {
    if (typeof cell === 'number' || typeof cell === 'boolean') return Number(cell);
    if (typeof cell !== 'string') return Number.NaN;
    return ABSENT.test(cell.trim()) ? undefined : Number(cell);
  }
  const text = String(cell).trim();
  return text === '' ? undefined : text;
};

type Problem = Omit<Finding, 'path'>;

const problemOf = (cell: unknown, value: number | string | undefined, shape: ColumnShape): Problem | undefined => {
  if (value === undefined)
    return shape.required
      ? { code: 'value-missing', message: 'the value is missing', expected: `a ${shape.type} in every row` }
      : undefined;
  if (typeof cell === 'object')
    return { code: 'nested', message: 'the cell holds a list or an object', expected: `a single ${shape.type}` };
  const wrong = shape.type === 'number' ? badNumber(cell, Number(value), shape) : badCategory(String(value), shape);
  return wrong && { ...wrong, message: `${shown(cell)} ${wrong.message}` };
};

const badNumber = (
  cell: unknown,
  value: number,
  { min = -Infinity, max = Infinity }: Extract<ColumnShape, { type: 'number' }>,
): Problem | undefined => {
  if (typeof cell === 'bigint')
    return {
      code: 'inexact',
      message: 'is a whole number that a double cannot hold exactly',
      expected: 'whole numbers up to 2^53, or a category if it is an identifier',
    };
  if (!Number.isFinite(value))
    return { code: 'not-a-number', message: 'is not a number', expected: 'a number, or nothing' };
  if (value < min) return { code: 'value', message: 'is too small', expected: `at least ${min}` };
  if (value > max) return { code: 'value', message: 'is too large', expected: `at most ${max}` };
  return undefined;
};

const badCategory = (value: string, { values }: Extract<ColumnShape, { type: 'category' }>): Problem | undefined =>
  !values || values.includes(value)
    ? undefined
    : { code: 'value', message: 'is not one of the declared values', expected: values.slice(0, 20).join(', ') };

const shown = (cell: unknown): string => (typeof cell === 'string' ? JSON.stringify(cell).slice(0, 60) : String(cell));
