import { jsonObject } from '../../kernel/json-object.ts';
import { firstFew, type RawReading, refused } from './raw-table.ts';

/** A file of JSON objects, one on each line; the columns are the names that any of them has. */
export const jsonLinesTable = (name: string, text: string): RawReading => {
  const found = firstFew();
  const objects: { readonly row: number; readonly object: Readonly<Record<string, unknown>> }[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const object = jsonObject(line);
    if (object) objects.push({ row: i + 1, object });
    else
      found.add({
        path: `${name}: row ${i + 1}`,
        code: 'not-json',
        message: 'the line is not a JSON object',
        expected: '{"column": value, ...}',
      });
  }
  const findings = found.all();
  if (objects.length === 0)
    return findings.length > 0
      ? { findings }
      : refused(name, 'empty', 'the file is empty', 'one JSON object on each line');
  const names = new Set<string>();
  for (const { object } of objects) for (const key of Object.keys(object)) names.add(key);
  return {
    table: {
      rows: objects.length,
      names: [...names],
      rowOf: (i) => objects[i]?.row ?? 0,
      column: (wanted) => ({
        cells: objects.map(({ object }) => (Object.hasOwn(object, wanted) ? object[wanted] : undefined)),
      }),
    },
    findings,
  };
};
