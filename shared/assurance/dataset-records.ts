import { parseCsv } from '../kernel/csv.ts';
import type { Finding } from '../registry/schema.ts';

/** One record: its row for messages, and its cells by column name. */
export interface DatasetRecord {
  readonly row: number;
  readonly cells: ReadonlyMap<string, unknown>;
}

interface Records {
  readonly records: readonly DatasetRecord[];
  readonly findings: readonly Finding[];
}

/** The records of a file by the ending of its name. */
export const readRecords = (name: string, text: string): Records => {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  switch (ending) {
    case 'csv':
      return csvRecords(name, text);
    case 'jsonl':
    case 'ndjson':
      return jsonRecords(name, text);
    case 'parquet':
      return refused(name, 'parquet', 'Parquet files are not read yet', 'CSV with a header, or JSON Lines');
    default:
      return refused(name, 'unknown-format', `the ending .${ending ?? ''} is not known`, '.csv, .jsonl or .ndjson');
  }
};

const csvRecords = (name: string, text: string): Records => {
  const { records, unterminated } = parseCsv(text);
  const [header, ...body] = records;
  if (!header) return refused(name, 'empty', 'the file is empty', 'a header and at least one row');
  const names = header.cells.map((cell) => cell.trim());
  const findings: Finding[] = names
    .filter((column, i) => names.indexOf(column) !== i)
    .map((column) => ({ path: `${name}: row 1`, code: 'column-twice', message: `the header has ${column} twice` }));
  if (unterminated !== undefined) {
    findings.push({
      path: `${name}: line ${unterminated}`,
      code: 'open-quote',
      message: 'a quote opens here and never closes',
    });
  }
  const complete = body.filter(({ line, cells }) => {
    if (cells.length === names.length) return true;
    findings.push({
      path: `${name}: row ${line}`,
      code: 'cell-count',
      message: `the row has ${cells.length} cells`,
      expected: `${names.length}, as in the header`,
    });
    return false;
  });
  if (body.length === 0) findings.push({ path: name, code: 'empty', message: 'the file has a header and no rows' });
  return {
    records: complete.map(({ line, cells }) => ({
      row: line,
      cells: new Map(names.map((column, i) => [column, cells[i]])),
    })),
    findings,
  };
};

const jsonRecords = (name: string, text: string): Records => {
  const findings: Finding[] = [];
  const records: DatasetRecord[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      records.push({ row: i + 1, cells: new Map(Object.entries(value)) });
    } else {
      findings.push({
        path: `${name}: row ${i + 1}`,
        code: 'not-json',
        message: 'the line is not a JSON object',
        expected: '{"column": value, ...}',
      });
    }
  }
  if (records.length === 0 && findings.length === 0)
    return refused(name, 'empty', 'the file is empty', 'one JSON object on each line');
  return { records, findings };
};

const refused = (path: string, code: string, message: string, expected: string): Records => ({
  records: [],
  findings: [{ path, code, message, expected }],
});

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
