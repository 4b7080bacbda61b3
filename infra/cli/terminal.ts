import { styleText } from 'node:util';

type Tone = 'good' | 'watch' | 'bad' | 'quiet' | 'strong';

const FORMATS = { good: 'green', watch: 'yellow', bad: 'red', quiet: 'gray', strong: 'bold' } as const;

/** Colour only when a person watches: never in a pipe, a file or where NO_COLOR is set. */
export const paint = (tone: Tone, text: string): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(FORMATS[tone], text) : text;

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** A line of progress: elapsed seconds, what happened, what was found. */
export const stageLine = (seconds: number, name: string, found: string, tone: Tone = 'good'): string =>
  `${paint('quiet', `${seconds.toFixed(1).padStart(7)} s`)}  ${paint(tone, name.padEnd(18))} ${found}`;

/** Text that somebody else wrote, made harmless for a terminal: no control or direction characters. */
export const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');

/** "1 record", "2 records". */
export const counted = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

/** Rows in aligned columns; the first row is the heading. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row, i) => {
      const line = row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ');
      return i === 0 ? paint('quiet', line) : line;
    })
    .join('\n');
};

/** Says what went wrong in one line, and what helps. Exit code 2 is for wrong use and broken surroundings. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
