import type { Cell, Column } from './columns.ts';
import { inColumn } from './refusal.ts';

/** Reads one field of a CSV row. An empty number is missing (NaN), for the graph to impute; an empty category is ''. */
export const cellFromText = (text: string, column: Column, row: number): Cell => {
  if (column.type === 'string') return text;
  const trimmed = text.trim();
  if (trimmed === '') return missing(column, row);
  const value = Number(trimmed);
  if (Number.isNaN(value) && trimmed.toLowerCase() !== 'nan')
    throw inColumn(row, column.name, `${JSON.stringify(text)} is not a number`);
  return whole(value, column, row);
};

/** Reads one JSON value. `null` says that it is missing. */
export const cellFromJson = (value: unknown, column: Column, row: number): Cell => {
  if (column.type === 'string') {
    if (value === null) return '';
    if (typeof value !== 'string') throw inColumn(row, column.name, `${JSON.stringify(value)} is not a string`);
    return value;
  }
  if (value === null) return missing(column, row);
  if (typeof value !== 'number') throw inColumn(row, column.name, `${JSON.stringify(value)} is not a number`);
  return whole(value, column, row);
};

const isWhole = (column: Column): boolean => column.type === 'int64' || column.type === 'int32';

const missing = (column: Column, row: number): number => {
  if (isWhole(column)) throw inColumn(row, column.name, 'a whole number is missing');
  return Number.NaN;
};

const whole = (value: number, column: Column, row: number): number => {
  if (isWhole(column) && !Number.isSafeInteger(value))
    throw inColumn(row, column.name, `${value} is not a whole number`);
  return value;
};
