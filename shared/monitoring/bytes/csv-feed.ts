import { parseCsv } from '../../kernel/csv.ts';
import { counted } from '../../kernel/figures.ts';
import { REFUSED } from './cell-codes.ts';
import { type LineFeed, lineFeed } from './line-feed.ts';
import type { RowTarget } from './row-target.ts';
import type { RowScanner } from './scan-row.ts';
import { type Source, textOf } from './source.ts';

const [LF, CR, QUOTE, COMMA] = [0x0a, 0x0d, 0x22, 0x2c];

export interface CsvFeed extends LineFeed {
  /** The columns, once the header was read. */
  names(): readonly string[] | undefined;
}

/**
 * Reads a CSV file with a header into a target: columns are found by name, others passed over, absent ones are missing
 * values. Plain rows are read from their bytes; rows with quotes, in the general way.
 */
export const csvFeed = (target: RowTarget): CsvFeed => {
  const { block, engine, features, output } = target;
  let header: { readonly names: readonly string[]; readonly scan?: RowScanner } | undefined;

  const begin = (names: readonly string[]): void => {
    const wanted = [...features, ...(output === undefined ? [] : [output])];
    const scans = names.map((name, i) => {
      const at = names.indexOf(name) === i ? wanted.indexOf(name) : -1;
      if (at === -1) return { kind: 'ignored' as const };
      return at < features.length ? (target.inputScans[at] ?? { kind: 'ignored' as const }) : target.outputScan;
    });
    // A block has all of its columns or none.
    const complete = wanted.every((name) => names.includes(name));
    header = { names, ...(complete && { scan: engine.scanner(scans, block.cells) }) };
  };

  const addRecord = (text: string): void => {
    const cells = parseCsv(text).records[0]?.cells;
    if (!cells) return;
    if (!header) return void begin(cells.map((cell) => cell.trim()));
    const { names } = header;
    if (cells.length !== names.length)
      return void target.addMalformed(`a row has ${counted(cells.length, 'cell')}, the header has ${names.length}`);
    const cellOf = (name: string) => cells[names.indexOf(name)];
    target.add({ inputs: features.map(cellOf), ...(output !== undefined && { output: cellOf(output) }) });
  };

  const read = (source: Source, from: number, to: number, stop: number): number => {
    let at = from;
    while (at < stop) {
      const next = header?.scan ? readPlain(header.scan, source, at) : REFUSED;
      if (next !== REFUSED) {
        at = next;
        continue;
      }
      const end = recordEnd(source.bytes, at, to);
      if (end === to) return at;
      addRecord(textOf(source, at, end));
      at = end + 1;
    }
    return at;
  };

  const readPlain = (scan: RowScanner, source: Source, at: number): number => {
    const { bytes } = source;
    if (bytes[at] === LF || bytes[at] === CR) return REFUSED;
    const end = scan(source, at, block.fill);
    if (end < 0) return REFUSED;
    const stop = bytes[end] === CR ? end + 1 : end;
    if (bytes[stop] !== LF) return REFUSED;
    block.commit(1);
    return stop + 1;
  };

  return {
    ...lineFeed(
      engine,
      read,
      () => target.addMalformed('the record is longer than 64 MiB'),
      () => target.addMalformed('a quote opens and never closes'),
    ),
    names: () => header?.names,
  };
};

// The line feed that ends the record, or `to` when a quoted cell goes on beyond it.
const recordEnd = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from;
  while (at < to) {
    if (bytes[at] === QUOTE) {
      at = closingQuote(bytes, at + 1, to);
      if (at === to) return to;
    }
    while (at < to && bytes[at] !== COMMA && bytes[at] !== LF) at++;
    if (bytes[at] === LF) return at;
    at++;
  }
  return to;
};

const closingQuote = (bytes: Uint8Array, from: number, to: number): number => {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE) return at;
    at++;
  }
  return to;
};
