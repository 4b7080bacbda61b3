import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell, Column } from '../../../functions/serve-onnx/columns.ts';
import { rowsFromCsv } from '../../../functions/serve-onnx/csv.ts';
import type { Model } from '../../../functions/serve-onnx/inference.ts';
import { rowsFromJson } from '../../../functions/serve-onnx/json.ts';
import { serve } from '../../../functions/serve-onnx/server.ts';

const columns: readonly Column[] = [
  { name: 'income', type: 'float32' },
  { name: 'purpose', type: 'string' },
  { name: 'children', type: 'int64' },
];

describe('reading CSV', () => {
  it('reads quoted fields, both line ends and missing values', () => {
    expect(rowsFromCsv('1.5,"car, ""new""",2\r\n,,0\n', columns)).toEqual([
      [1.5, 'car, "new"', 2],
      [Number.NaN, '', 0],
    ]);
  });

  it.each([
    ['much,car,1', 'row 1, column income: "much" is not a number'],
    ['1,car,1\n2,home,1.5', 'row 2, column children: 1.5 is not a whole number'],
    ['1,car,', 'row 1, column children: a whole number is missing'],
    ['1,car', 'row 1 has 2 values where the model reads 3 columns: income, purpose, children'],
    ['1,"car,1', 'row 1 opens a quote that is never closed'],
    ['\n', 'the request has no rows'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => rowsFromCsv(text, columns)).toThrow(message);
  });

  it('reads back what was written', () => {
    const cell = fc.tuple(fc.float({ noNaN: true }), fc.string({ unit: 'grapheme' }), fc.maxSafeInteger());
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (rows) => {
        const text = rows.map(([a, b, c]) => `${a},"${b.replaceAll('"', '""')}",${c}`).join('\n');
        expect(rowsFromCsv(text, columns)).toEqual(rows.map(([a, b, c]) => [Number(String(a)), b, c]));
      }),
    );
  });
});

describe('reading JSON', () => {
  it('reads instances by name and rows by order', () => {
    const expected = [[1, 'car', 2]];
    expect(rowsFromJson('{"instances":[{"children":2,"purpose":"car","income":1}]}', columns)).toEqual(expected);
    expect(rowsFromJson('{"rows":[[1,"car",2]]}', columns)).toEqual(expected);
  });

  it.each([
    ['{"instances":[{"income":1,"purpose":"car"}]}', 'row 1, column children: it is not given'],
    ['{"instances":[{"income":1,"purpose":"car","children":1,"age":3}]}', 'row 1, column age: the model reads no such'],
    ['{"rows":[[1,"car",2],["1","car",2]]}', 'row 2, column income: "1" is not a number'],
    ['{"rows":[[1,7,2]]}', 'row 1, column purpose: 7 is not a string'],
    ['{"rows":[[1]]}', 'row 1 is not a list of 3 values'],
    ['{"instances":[],"rows":[]}', 'neither'],
    ['{"rows":[]}', 'the request has no rows'],
    ['[1]', 'neither'],
    ['{', 'not JSON'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => rowsFromJson(text, columns)).toThrow(message);
  });
});

describe('the server', () => {
  let loaded: Model | undefined;
  const server = serve(
    () => loaded,
    () => {},
  );
  let url: string;
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${url}/invocations`, { method: 'POST', headers, body });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('is not healthy before the model is loaded', async () => {
    loaded = undefined;
    expect((await fetch(`${url}/ping`)).status).toBe(503);
    expect((await post('1,car,1', { 'content-type': 'text/csv' })).status).toBe(503);
  });

  it('is healthy afterwards', async () => {
    loaded = classesOf(2);
    expect((await fetch(`${url}/ping`)).status).toBe(200);
  });

  it.each([
    ['a wrong cell', 'x,car,1', { 'content-type': 'text/csv' }, 400, 'row 1, column income: "x" is not a number'],
    ['another content type', '<a/>', { 'content-type': 'text/xml' }, 415, 'the content type is text/xml'],
    ['another accepted type', '1,car,1', { 'content-type': 'text/csv', accept: 'image/png' }, 406, 'image/png'],
    ['more than 6 MB', 'x'.repeat(6 * 2 ** 20 + 1), { 'content-type': 'text/csv' }, 413, 'larger than 6291456 bytes'],
  ])('refuses %s and says why', async (_, body, headers, status, message) => {
    loaded = classesOf(2);
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringContaining(message) });
  });

  it('tells a failing model apart from a wrong request, without its inner workings', async () => {
    loaded = { columns, predict: async () => Promise.reject(new Error('at address 0x1234')) };
    const response = await post('1,car,1', { 'content-type': 'text/csv' });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: 'the model failed on this request' });
  });

  it('answers the probabilities of several classes side by side', async () => {
    loaded = classesOf(3);
    const headers = { 'content-type': 'text/csv; charset=utf-8' };
    expect(await (await post('1,car,1\n2,home,1', headers)).text()).toBe('0,0.5,1\n0,0.5,1\n');
    const json = await post('1,car,1', { ...headers, accept: 'application/json' });
    expect(await json.json()).toEqual({ predictions: [[0, 0.5, 1]] });
  });

  it('knows no other route', async () => {
    expect((await fetch(`${url}/models`)).status).toBe(404);
  });
});

const classesOf = (classes: number): Model => ({
  columns,
  predict: async (rows: readonly Cell[][]) =>
    rows.map(() => Array.from({ length: classes }, (_, i) => i / (classes - 1))),
});
