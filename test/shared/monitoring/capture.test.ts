import { describe, expect, it } from 'vitest';
import { readCapture } from '../../../shared/monitoring/capture.ts';
import { countTraffic } from '../../../shared/monitoring/count-traffic.ts';
import { loanProfile } from '../../support/monitoring.ts';

const shape = { features: ['amount', 'purpose'], output: 'score' };
interface Half {
  data: unknown;
  encoding: string;
  observedContentType?: string;
}
const csv = (data: string): Half => ({ data, encoding: 'CSV', observedContentType: 'text/csv' });
const json = (value: unknown): Half => ({
  data: JSON.stringify(value),
  encoding: 'JSON',
  observedContentType: 'application/json',
});
const base64 = (text: string | Buffer, observedContentType = 'application/octet-stream'): Half => ({
  data: Buffer.from(text as string).toString('base64'),
  encoding: 'BASE64',
  observedContentType,
});
const line = (endpointInput?: Half, endpointOutput?: Half) =>
  JSON.stringify({
    captureData: { endpointInput, endpointOutput },
    eventMetadata: { eventId: 'e-1', inferenceId: 'i-1', inferenceTime: '2026-03-02T08:03:35Z' },
    eventVersion: '0',
  });
const rows = (input?: Half, output?: Half, of = shape) => {
  const reading = readCapture(line(input, output), of);
  return reading.kind === 'rows' ? reading.rows.map((row) => [...(row.inputs ?? []), row.output]) : reading.reason;
};

describe('reading captured traffic', () => {
  it('reads the record of the SageMaker guide', () => {
    const record =
      '{"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT","data":"50,0,188.9,94\\n","encoding":"CSV"},' +
      '"endpointOutput":{"observedContentType":"text/csv; charset=utf-8","mode":"OUTPUT","data":"0.0254181120544672","encoding":"CSV"}},' +
      '"eventMetadata":{"eventId":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","inferenceTime":"2022-02-14T17:25:49Z"},"eventVersion":"0"}';

    expect(readCapture(record, { features: ['a', 'b', 'c', 'd'] })).toEqual({
      kind: 'rows',
      rows: [{ inputs: ['50', '0', '188.9', '94'], output: '0.0254181120544672' }],
      eventId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      inferenceId: undefined,
      inferenceTime: '2022-02-14T17:25:49Z',
    });
  });

  it.each([
    [
      'several rows',
      csv('5,car\n6,home\n'),
      csv('0.1\n0.2\n'),
      [
        ['5', 'car', '0.1'],
        ['6', 'home', '0.2'],
      ],
    ],
    [
      'CRLF and quoted cells',
      csv('5,"car, new"\r\n6,"a ""b"""\r\n'),
      csv('0.1\r\n0.2'),
      [
        ['5', 'car, new', '0.1'],
        ['6', 'a "b"', '0.2'],
      ],
    ],
    [
      'all scores on one line',
      csv('5,car\n6,home'),
      csv('0.1,0.2'),
      [
        ['5', 'car', '0.1'],
        ['6', 'home', '0.2'],
      ],
    ],
    ['a header', csv('amount,purpose\n5,car'), csv('0.1'), [['5', 'car', '0.1']]],
    [
      'CSV in, JSON out',
      csv('5,car\n6,home'),
      json({ predictions: [0.1, 0.2] }),
      [
        ['5', 'car', 0.1],
        ['6', 'home', 0.2],
      ],
    ],
    ['JSON objects', json({ purpose: 'car', amount: 5 }), json({ score: 0.1 }), [[5, 'car', 0.1]]],
    ['a missing field', json({ amount: 5 }), json(0.1), [[5, undefined, 0.1]]],
    [
      'instances',
      json({ instances: [[5, 'car'], { features: [6, null] }] }),
      json([0.1, 0.2]),
      [
        [5, 'car', 0.1],
        [6, null, 0.2],
      ],
    ],
    [
      'a split data frame',
      json({ dataframe_split: { columns: ['purpose', 'amount'], data: [['car', 5]] } }),
      json([[0.1]]),
      [[5, 'car', 0.1]],
    ],
    [
      'JSON Lines',
      { data: '{"amount":5}\n{"amount":6}\n', encoding: 'JSON' },
      { data: '{"score":0.1}\n{"score":0.2}\n', encoding: 'JSON' },
      [
        [5, undefined, 0.1],
        [6, undefined, 0.2],
      ],
    ],
    ['base64 CSV', base64('5,car\n', 'text/csv'), base64('0.1', 'text/html; charset=utf-8'), [['5', 'car', '0.1']]],
    ['base64 JSON', base64('{"amount":5,"purpose":"car"}'), base64('[0.1]', 'application/json'), [[5, 'car', 0.1]]],
    ['the input alone', csv('5,car'), undefined, [['5', 'car', undefined]]],
    ['the output alone', undefined, csv('0.1\n0.2'), [['0.1'], ['0.2']]],
    ['two probabilities', csv('5,car'), json([[0.9, 0.1]]), [['5', 'car', 0.1]]],
    ['two probabilities in a flat list', csv('5,car'), json([0.9, 0.1]), [['5', 'car', 0.1]]],
  ] as const)('reads %s', (_, input, output, expected) => {
    expect(rows(input, output)).toEqual(expected);
  });

  it('takes the most probable class', () => {
    const classes = { ...shape, classes: ['low', 'middle', 'high'] };

    expect(rows(csv('5,car\n6,home'), csv('0.2,0.5,0.3\n0.1,0.1,0.8'), classes)).toEqual([
      ['5', 'car', 'middle'],
      ['6', 'home', 'high'],
    ]);
    expect(rows(csv('5,car'), json({ probabilities: [0.7, 0.2, 0.1] }), classes)).toEqual([['5', 'car', 'low']]);
  });

  it.each([
    ['another number of cells', csv('5'), csv('0.1'), 'a row has 1 cell, the model reads 2'],
    ['more rows than answers', csv('5,car\n6,car\n7,car'), csv('0.1\n0.2'), '3 rows asked, 2 answered'],
    ['an open quote', csv('5,"car'), csv('0.1'), 'the quote opened on line 1 of the body never closes'],
    ['broken JSON', { data: '{"amount":', encoding: 'JSON' }, undefined, 'the body is not JSON'],
    ['unknown names', json({ other: 1 }), undefined, 'a row has none of the features the model reads'],
    ['nested cells', json({ amount: { a: 1 } }), undefined, 'a cell holds a list or an object'],
    [
      'an answer without a score',
      csv('5,car'),
      json({ other: 1 }),
      'an answer has no field the model is known to give',
    ],
    [
      'binary bodies',
      base64(Buffer.from([0x93, 0x4e, 0x55, 0xff, 0xfe])),
      undefined,
      'the base64 body is binary, neither CSV nor JSON',
    ],
    ['broken base64', { data: '%%%', encoding: 'BASE64' }, undefined, 'the body is not base64'],
    ['another encoding', { data: 'x', encoding: 'AVRO' }, undefined, 'the encoding AVRO is not CSV, JSON or BASE64'],
    ['an empty body', csv('\n'), undefined, 'the body is empty'],
    ['nothing', undefined, undefined, 'the record has neither input nor output'],
  ] as const)('says why it cannot read %s', (_, input, output, reason) => {
    expect(rows(input, output)).toBe(reason);
  });

  it.each(['', 'x', '[]', 'null', '{}', '{"captureData":7}'])('is not upset by the line %o', (broken) => {
    expect(readCapture(broken, shape).kind).toBe('malformed');
  });

  it('counts a window, broken records apart', async () => {
    const good = line(csv('9000,car\n7000,boat\n'), csv('0.4\n0.6\n'));
    const counts = await countTraffic(loanProfile(300), [good, 'broken', '', line(csv('1'), undefined)]);

    expect(counts.rows).toBe(2);
    expect(counts.malformed).toEqual({
      count: 2,
      samples: [
        { reason: 'the line is not a JSON object' },
        { reason: 'a row has 1 cell, the model reads 2', eventId: 'e-1' },
      ],
    });
    expect(counts.features).toMatchObject([
      { present: 2 },
      {
        present: 2,
        counts: [
          ['car', 1],
          ['boat', 1],
        ],
      },
    ]);
    expect(counts.prediction).toMatchObject({ present: 2, min: 0.4, max: 0.6 });
  });
});
