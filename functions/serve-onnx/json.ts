import { cellFromJson } from './cells.ts';
import type { Cell, Column } from './columns.ts';
import { inColumn, Refusal } from './refusal.ts';

/** Rows of a JSON request: `{"instances":[{"income":1}]}` by column name, or `{"rows":[[1]]}` in the order of the columns. */
export const rowsFromJson = (text: string, columns: readonly Column[]): Cell[][] => {
  const body = parsed(text);
  const { instances, rows } = isRecord(body) ? body : {};
  if (Array.isArray(instances) === Array.isArray(rows))
    throw new Refusal('the request is neither {"instances": [{...}]} nor {"rows": [[...]]}');
  const cells = Array.isArray(instances)
    ? instances.map((instance, i) => cellsOfInstance(instance, columns, i + 1))
    : (rows as unknown[]).map((row, i) => cellsOfRow(row, columns, i + 1));
  if (cells.length === 0) throw new Refusal('the request has no rows');
  return cells;
};

const cellsOfInstance = (instance: unknown, columns: readonly Column[], row: number): Cell[] => {
  if (!isRecord(instance)) throw new Refusal(`row ${row} is not an object of column names and values`);
  const unknown = Object.keys(instance).find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) throw inColumn(row, unknown, 'the model reads no such column');
  return columns.map((column) => {
    const value = instance[column.name];
    if (value === undefined) throw inColumn(row, column.name, 'it is not given; say null where a value is missing');
    return cellFromJson(value, column, row);
  });
};

const cellsOfRow = (values: unknown, columns: readonly Column[], row: number): Cell[] => {
  if (!Array.isArray(values) || values.length !== columns.length)
    throw new Refusal(`row ${row} is not a list of ${columns.length} values`);
  return columns.map((column, c) => cellFromJson(values[c], column, row));
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(`the request is not JSON: ${(error as Error).message}`);
  }
};
