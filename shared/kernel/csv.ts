interface CsvRecord {
  /** Line of the text on which the record begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Csv {
  readonly records: readonly CsvRecord[];
  /** Line on which a quoted cell begins that never ends; the record is left out. */
  readonly unterminated?: number;
}

/** All records of a text, as `eachCsvRecord` finds them. */
export const parseCsv = (text: string): Csv => {
  const records: CsvRecord[] = [];
  const unterminated = eachCsvRecord(text, (cells, line) => records.push({ line, cells }));
  return { records, ...(unterminated !== undefined && { unterminated }) };
};

/**
 * RFC 4180: quoted cells may hold commas, doubled quotes and line breaks; LF or CRLF; blank lines are no records. Answers the
 * line on which a quoted cell begins that never ends, where there is one; its record is left out.
 */
export const eachCsvRecord = (text: string, take: (cells: string[], line: number) => void): number | undefined => {
  const length = text.length;
  let [at, line] = [text.startsWith('\uFEFF') ? 1 : 0, 1];
  while (at < length) {
    const begins = line;
    const cells: string[] = [];
    for (let more = true; more; ) {
      let cell = '';
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1);
        if (end === -1) return line;
        const quoted = text.slice(at + 1, end);
        line += quoted.split('\n').length - 1;
        cell = quoted.replaceAll('""', '"');
        at = end + 1;
      }
      const end = endOfCell(text, at);
      more = text[end] === ',';
      // The CR of a CRLF stands outside the quotes; one inside belongs to the cell.
      const stop = !more && end > at && text[end - 1] === '\r' ? end - 1 : end;
      cells.push(cell + text.slice(at, stop));
      at = end + 1;
    }
    line++;
    if (cells.length > 1 || cells[0] !== '') take(cells, begins);
  }
  return undefined;
};

const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
};

const [COMMA, LINE_FEED] = [0x2c, 0x0a];

const endOfCell = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === LINE_FEED) return at;
  }
  return text.length;
};

/** One line of CSV without its end; cells are quoted only where they must be, missing ones are empty. */
export const csvLine = (cells: readonly (string | number | boolean | null | undefined)[]): string =>
  cells
    .map((cell) =>
      typeof cell === 'string' && /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell ?? ''),
    )
    .join(',');
