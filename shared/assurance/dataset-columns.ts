import type { Finding } from '../registry/schema.ts';
import type { DatasetRecord } from './dataset-records.ts';

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
  records: readonly DatasetRecord[],
  shapes: readonly ColumnShape[],
): { columns: Map<string, TypedColumn>; findings: Finding[] } => {
  const findings: Finding[] = [];
  const present = new Set(records.flatMap(({ cells }, i) => (i < 100 ? [...cells.keys()] : [])));
  const columns = new Map<string, TypedColumn>();
  for (const shape of shapes) {
    if (!present.has(shape.name)) {
      findings.push({
        path: `${name}: column ${shape.name}`,
        code: 'column-missing',
        message: `there is no column ${shape.name}`,
        expected: `one of the columns, which are ${[...present].slice(0, 20).join(', ')}`,
      });
      continue;
    }
    const report = (row: number, code: string, message: string, expected?: string) =>
      findings.push({
        path: `${name}: row ${row}, column ${shape.name}`,
        code,
        message,
        ...(expected && { expected }),
      });
    const values = records.map(({ row, cells }) => {
      const value = cellValue(cells.get(shape.name), shape);
      if (value === undefined && shape.required) report(row, 'value-missing', 'the value is missing');
      const wrong = value === undefined ? undefined : problem(value, shape);
      if (wrong) report(row, 'value', `${shown(cells.get(shape.name))} ${wrong.message}`, wrong.expected);
      return value;
    });
    columns.set(
      shape.name,
      shape.type === 'number'
        ? { type: 'number', values: Float64Array.from(values, (value) => Number(value ?? Number.NaN)) }
        : { type: 'category', values: values.map((value) => (value === undefined ? undefined : String(value))) },
    );
  }
  return { columns, findings };
};

// NaN stands for what is no number; undefined for a missing value.
const cellValue = (cell: unknown, { type }: ColumnShape): number | string | undefined => {
  if (cell === undefined || cell === null) return undefined;
  if (type === 'number') {
    if (typeof cell === 'number' || typeof cell === 'boolean') return Number(cell);
    if (typeof cell !== 'string') return Number.NaN;
    return ABSENT.test(cell.trim()) ? undefined : Number(cell);
  }
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell).trim();
  return text === '' ? undefined : text;
};

const problem = (value: number | string, shape: ColumnShape): { message: string; expected?: string } | undefined => {
  if (shape.type === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return { message: 'is not a number' };
    if (shape.min !== undefined && value < shape.min)
      return { message: 'is too small', expected: `at least ${shape.min}` };
    if (shape.max !== undefined && value > shape.max)
      return { message: 'is too large', expected: `at most ${shape.max}` };
    return undefined;
  }
  if (!shape.values || shape.values.includes(String(value))) return undefined;
  return { message: 'is not one of the declared values', expected: shape.values.slice(0, 20).join(', ') };
};

const shown = (cell: unknown): string => JSON.stringify(cell)?.slice(0, 60) ?? 'nothing';
