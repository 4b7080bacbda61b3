import type { Engine } from '../engine/engine.ts';
import { decodeBase64 } from './base64.ts';
import { type BodyEncoding, type CaptureTemplate, learnTemplate } from './capture-template.ts';
import { REFUSED } from './cell-codes.ts';
import type { RecordForms, RecordScanner } from './record-forms.ts';
import type { RowBlock } from './row-block.ts';
import { type BodyScan, scanAnswers, scanRows } from './scan-body.ts';
import type { RowScanner } from './scan-row.ts';
import type { Source } from './source.ts';

export interface CaptureReaderOptions {
  readonly engine: Engine;
  readonly block: RowBlock;
  readonly rows: RowScanner;
  readonly answers: RowScanner;
  /** Reads many records at once, where the engine can and every record is wanted. */
  readonly records?: RecordForms;
  /** Name of the first feature: a body that begins with it has a header. */
  readonly firstFeature: string;
  /** Whether a record counts, by the instant and inference id it carries; every record when left out. */
  readonly wanted?: (time: string, id: string) => boolean;
  /** Hears of each record that does not hold one row. */
  addedRecord(rows: number): void;
}

/** Reads records in the form that was learned from an earlier one. */
export interface CaptureReader {
  /**
   * Takes the record that begins at `at`, and some after it that end before `to`. Answers where the next one begins, or
   * REFUSED when the general path must read it.
   */
  read(source: Source, at: number, to: number): number;
  /** Shows a line that the general path could read, without its end, so that the next ones like it need not go there. */
  learn(line: Buffer): void;
}

const MOST_TEMPLATES = 4;
const MOST_LESSONS = 64;
/** Records that are read one by one after one that could not be read together with others. */
const APART = 16;
const SCRATCH = 1024 * 1024;
const [QUOTE, LF, CR] = [0x22, 0x0a, 0x0d];

export const captureReader = ({
  engine,
  block,
  rows,
  answers,
  records,
  firstFeature,
  wanted,
  addedRecord,
}: CaptureReaderOptions): CaptureReader => {
  const templates: CaptureTemplate[] = [];
  const header = Buffer.from(firstFeature);
  const found: BodyScan = { rows: 0, end: 0 };
  let scratch: Source | undefined;
  let [lessons, apart] = [0, 0];
  const together = new Map<CaptureTemplate, RecordScanner | undefined>();

  // The text of a base64 body, decoded into the scratch memory; its length, or REFUSED.
  const decoded = (source: Source, at: number, open: boolean): number => {
    const end = source.bytes.indexOf(QUOTE, at);
    scratch ??= engine.source(SCRATCH);
    const size = decodeBase64(source, at, end, scratch);
    found.end = end;
    // A body that may be JSON is for the general path to look at.
    return size > 0 && open && !isPlain(scratch.bytes[0] as number) ? REFUSED : size;
  };

  const input = (source: Source, at: number, encoding: BodyEncoding, open: boolean): number => {
    if (encoding === 'CSV')
      return begins(source, at, header) ? REFUSED : scanRows(rows, source, at, 0, 'escaped', block, found);
    const size = decoded(source, at, open);
    const { end } = found;
    if (size < 0 || begins(scratch as Source, 0, header)) return REFUSED;
    const outcome = scanRows(rows, scratch as Source, 0, size, 'plain', block, found);
    found.end = end;
    return outcome;
  };

  const output = (source: Source, at: number, encoding: BodyEncoding, open: boolean): number => {
    if (encoding === 'CSV') return scanAnswers(answers, source, at, 0, 'escaped', block, found.rows, found);
    const size = decoded(source, at, open);
    const { end } = found;
    if (size < 0) return REFUSED;
    const outcome = scanAnswers(answers, scratch as Source, 0, size, 'plain', block, found.rows, found);
    found.end = end;
    return outcome;
  };

  const match = (template: CaptureTemplate, source: Source, from: number): number => {
    const { bytes } = source;
    let [at, time, id] = [from, '', ''];
    for (const { fixed, length, hole } of template.parts) {
      if (!engine.same(source, at, fixed, length)) return REFUSED;
      at += length;
      if (hole === 'input' || hole === 'output') {
        const outcome =
          hole === 'input'
            ? input(source, at, template.input, template.inputOpen)
            : output(source, at, template.output, template.outputOpen);
        if (outcome < 0) return outcome;
        at = found.end;
      } else if (hole === 'end') {
        if (bytes[at] === CR) at++;
        if (bytes[at] !== LF) return REFUSED;
      } else {
        const end = engine.stringEnd(source, at);
        if (end === REFUSED) return REFUSED;
        if (wanted && hole === 'time') time = source.text.toString('latin1', at, end);
        if (wanted && hole === 'id') id = source.text.toString('utf8', at, end);
        at = end;
      }
    }
    if (!wanted || wanted(time, id)) {
      block.commit(found.rows);
      if (found.rows !== 1) addedRecord(found.rows);
    }
    return at + 1;
  };

  // As many records as can be read together; none, and `at` again, when the first of them needs a closer look.
  const run = (source: Source, at: number, to: number): number => {
    const scan = templates[0] && together.get(templates[0]);
    if (!scan) return at;
    const { fill, cells } = block;
    const { records, end } = scan(source, at, to, fill, cells.capacity - fill);
    block.commit(records);
    apart = records === 0 ? APART : 0;
    return end;
  };

  return {
    read(source, at, to) {
      if (apart > 0) apart--;
      else {
        const next = run(source, at, to);
        if (next > at) return next;
      }
      for (const [i, template] of templates.entries()) {
        const next = match(template, source, at);
        if (next === REFUSED) continue;
        if (i > 0) templates.unshift(...templates.splice(i, 1));
        return next;
      }
      return REFUSED;
    },
    learn(line) {
      if (lessons >= MOST_LESSONS) return;
      lessons++;
      const template = learnTemplate(line, engine);
      if (!template || templates.some((known) => isSame(known, template))) return;
      templates.unshift(template);
      together.set(template, records?.(template, header));
      templates.splice(MOST_TEMPLATES);
    },
  };
};

const isSame = (a: CaptureTemplate, b: CaptureTemplate): boolean =>
  a.parts.length === b.parts.length &&
  a.parts.every(({ fixed, length, hole }, i) => {
    const other = b.parts[i];
    return other?.hole === hole && other.length === length && fixed.text.equals(other.fixed.text);
  });

// A header, or a byte order mark that may stand before one.
const begins = ({ bytes }: Source, at: number, header: Buffer): boolean => {
  if (bytes[at] === 0xef) return true;
  for (let i = 0; i < header.length; i++) if (bytes[at + i] !== header[i]) return false;
  return header.length > 0;
};

// Not white space, nor the bracket of a JSON document.
const isPlain = (byte: number): boolean => byte > 0x20 && byte !== 0x5b && byte !== 0x7b && byte < 0x80;
