import { jsonObject } from '../../kernel/json-object.ts';
import type { Cell } from '../cells.ts';
import { type LineFeed, lineFeed } from './line-feed.ts';
import type { RowTarget } from './row-target.ts';
import { type Source, textOf } from './source.ts';

/** Reads a file of JSON objects, one on each line, into a target. Fields are found by name; absent ones are missing values. */
export const jsonLinesFeed = (target: RowTarget): LineFeed => {
  const { engine, features, output } = target;
  const addLine = (line: string): void => {
    if (line.trim() === '') return;
    const row = jsonObject(line);
    if (!row) return void target.addMalformed('the line is not a JSON object');
    const named = (name: string) => (Object.hasOwn(row, name) ? row[name] : undefined);
    const cells = features.map(named);
    const answer = output === undefined ? undefined : named(output);
    if (![...cells, answer].every(isCell)) return void target.addMalformed('a cell holds a list or an object');
    target.add({ inputs: cells as Cell[], ...(answer !== undefined && { output: answer as Cell }) });
  };
  const read = (source: Source, from: number, _to: number, stop: number): number => {
    let at = from;
    while (at < stop) {
      const end = source.bytes.indexOf(0x0a, at);
      addLine(textOf(source, at, end));
      at = end + 1;
    }
    return at;
  };
  return lineFeed(engine, read, () => target.addMalformed('the line is longer than 64 MiB'));
};

const isCell = (value: unknown): value is Cell => value === null || typeof value !== 'object';
