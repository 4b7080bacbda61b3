import fc from 'fast-check';
import { csvLine } from '../../shared/kernel/csv.ts';
import { readCapture } from '../../shared/monitoring/capture.ts';
import type { BaselineProfile, WindowCounts } from '../../shared/monitoring/schema.ts';
import { windowCounter } from '../../shared/monitoring/window.ts';

/** A number as some program would write it, or something that is none. */
const numberText = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.integer({ min: -99_999, max: 99_999_999 }), fc.nat(9))
      .map(([n, d]) => (n / 10 ** d).toFixed(d)),
  },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 2, arbitrary: fc.integer().map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'NaN',
      'null',
      '-0',
      '.5',
      '5.',
      '-',
      '.',
      '1e5',
      '+3',
      ' 4 ',
      '0x10',
      '1_000',
      'Infinity',
      '007',
      '12345678901234567890',
      '0.1234567890123456789',
      '1.5.2',
      '--1',
      '1-1',
      '9007199254740993',
      '5\u00a0',
    ),
  },
);

const categoryText = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('car', 'home', 'study', 'boat', '') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ' car',
      'home ',
      'car, new',
      'a "b"',
      'größer',
      '日本',
      'a\\b',
      'two\nlines',
      'tab\there',
      'none',
      'x'.repeat(70),
      'amount',
      'y'.repeat(200),
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

export const oddRow = fc.record({
  amount: numberText,
  purpose: categoryText,
  rate: numberText,
  score: fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((p) => p.toFixed(4)) },
    { weight: 1, arbitrary: numberText },
  ),
});

const newline = fc.constantFrom('\n', '\n', '\n', '\r\n');
const type = fc.constantFrom('text/csv', 'text/csv', 'text/csv; charset=utf-8', 'application/octet-stream');

const half = (
  rows: readonly (readonly string[])[],
  as: string,
  end: string,
  trailing: boolean,
  observedContentType: string,
) => {
  const body = rows.map(csvLine).join(end) + (trailing ? end : '');
  if (as === 'CSV') return { observedContentType, mode: 'INPUT', data: body, encoding: 'CSV' };
  if (as === 'BASE64')
    return { observedContentType, mode: 'INPUT', data: Buffer.from(body).toString('base64'), encoding: 'BASE64' };
  return {
    observedContentType: 'application/json',
    mode: 'INPUT',
    data: JSON.stringify(rows.map((cells) => cells.map((cell) => (cell === '' ? null : cell)))),
    encoding: 'JSON',
  };
};

const encoding = fc.constantFrom('CSV', 'CSV', 'CSV', 'BASE64', 'BASE64', 'JSON');

/** What a writer does the same way in every record, as a rule. */
const form = fc.record({ asked: encoding, answered: encoding, end: newline, trailing: fc.boolean(), type });
type Form = typeof form extends fc.Arbitrary<infer T> ? T : never;

interface Drawn {
  readonly amount: string;
  readonly purpose: string;
  readonly rate: string;
  readonly score: string;
}

/** Rows as most are, and rows with everything that can be wrong with one. */
export const plainRow = fc.record({
  amount: fc.integer({ min: 0, max: 9_999_999 }).map((n) => String(n / 100)),
  purpose: fc.constantFrom('car', 'home', 'study', 'boat'),
  rate: fc.double({ min: -50, max: 50, noNaN: true }).map((x) => x.toFixed(6)),
  score: fc.double({ min: 0, max: 1, noNaN: true }).map((p) => p.toFixed(4)),
});
const rows: fc.Arbitrary<Drawn[]> = fc.oneof(
  { weight: 6, arbitrary: fc.array(plainRow, { minLength: 1, maxLength: 1 }) },
  { weight: 3, arbitrary: fc.array(plainRow, { minLength: 1, maxLength: 6 }) },
  { weight: 3, arbitrary: fc.array(oddRow, { minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.array(oddRow, { maxLength: 4 }) },
);
const oddity = fc.constantFrom(
  ...Array.from({ length: 20 }, () => 'none'),
  'short row',
  'extra answer',
  'no answers',
  'odd id',
  'header',
  'one line',
);

const recordOf = (usual: Form) =>
  fc
    .record({
      rows,
      form: fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: form }),
      id: fc.uuid(),
      oddity,
    })
    .map(({ rows: drawn, form: { asked, answered, end, trailing, type: contentType }, id, oddity: odd }) => {
      const cells = drawn.map(({ amount, purpose, rate }) => [amount, purpose, rate]);
      const scores = drawn.map(({ score }) => [score]);
      if (odd === 'short row') cells[0]?.pop();
      if (odd === 'extra answer') scores.push(['0.5']);
      if (odd === 'header') cells.unshift(['amount', 'purpose', 'rate']);
      const answers = odd === 'one line' ? [scores.flat()] : scores;
      return JSON.stringify({
        captureData: {
          endpointInput: half(cells, asked, end, trailing, contentType),
          ...(odd !== 'no answers' && { endpointOutput: half(answers, answered, end, trailing, 'text/csv') }),
        },
        eventMetadata: {
          eventId: id,
          ...(odd === 'odd id' && { inferenceId: 'a "quoted" one' }),
          inferenceTime: '2026-03-02T08:03:35Z',
        },
        eventVersion: '0',
      });
    });

const broken = fc.constantFrom('', 'x', '{}', '{"captureData":{', '\t', '[1,2]');

/** The lines of a capture file, its bytes, and how long the pieces are in which they arrive. */
export const captureFile = form
  .chain((usual) =>
    fc.record({
      lines: fc.array(fc.oneof({ weight: 30, arbitrary: recordOf(usual) }, { weight: 1, arbitrary: broken }), {
        maxLength: 60,
        size: 'max',
      }),
      ends: fc.constantFrom('\n', '\n', '\r\n'),
      last: fc.boolean(),
      cut: fc.integer({ min: 1, max: 4000 }),
    }),
  )
  .map(({ lines, ends, last, cut }) => ({ lines, bytes: Buffer.from(lines.join(ends) + (last ? ends : '')), cut }));

/** The counts by the general reader alone: what every faster way must agree with. */
export const countedSlowly = (profile: BaselineProfile, lines: readonly string[]): WindowCounts => {
  const counter = windowCounter(profile);
  const shape = {
    features: profile.features.map(({ name }) => name),
    output: profile.prediction?.name,
    classes: profile.classes,
  };
  for (const line of lines) {
    if (line.trim() === '') continue;
    const reading = readCapture(line, shape);
    if (reading.kind === 'malformed') counter.addMalformed(reading.reason, reading.eventId);
    else {
      for (const drawn of reading.rows) counter.add(drawn);
      counter.addedRecord(reading.rows.length);
    }
  }
  return counter.counts();
};

export const inPieces = function* (bytes: Uint8Array, cut: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += cut) yield bytes.subarray(from, from + cut);
};
