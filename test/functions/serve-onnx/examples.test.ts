import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import * as onnx from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type Model } from '../../../functions/serve-onnx/inference.ts';
import { serve } from '../../../functions/serve-onnx/server.ts';
import { readManifest } from '../../../shared/registry/read-manifest.ts';
import { exampleFile, exampleGraph, holdoutRows, scoresOfTraining } from '../../support/examples.ts';

onnx.env.wasm.numThreads = 1;

describe.each(['care-demand', 'care-demand-2', 'co2-outlook'])('serving %s', (example) => {
  let model: Model | undefined;
  const server = serve(() => model);
  let url: string;

  beforeAll(async () => {
    model = await loadModel(onnx, await exampleGraph(example));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/invocations`;
  });
  afterAll(() => void server.close());

  it('is submitted with the digests of the files that lie beside its manifest', async () => {
    const text = (await exampleFile(example, 'manifest.yaml')).toString('utf8');
    const reading = readManifest(text);

    expect(reading.kind).toBe('readable');
    for (const { path, sha256 } of Object.values(reading.kind === 'readable' ? reading.manifest.files : {}))
      expect(
        createHash('sha256')
          .update(await exampleFile(example, path))
          .digest('hex'),
      ).toBe(sha256);
  });

  it('answers CSV rows with the scores that scikit-learn gave', async () => {
    const body = (await holdoutRows(example, 100)).map((row) => row.join(',')).join('\n');

    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/csv' }, body });

    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expectScores((await response.text()).trimEnd().split('\n').map(Number), await scoresOfTraining(example));
  });

  it('answers JSON instances, their columns in any order, alike', async () => {
    const columns = model?.columns ?? [];
    const instances = (await holdoutRows(example, 100)).map((row) =>
      Object.fromEntries(columns.map(({ name, type }, i) => [name, jsonCell(row[i] ?? '', type)]).reverse()),
    );

    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instances }),
    });

    const { predictions } = (await response.json()) as { predictions: number[] };
    expectScores(predictions, await scoresOfTraining(example));
  });

  it('answers in the accepted type, whatever the type of the request', async () => {
    const [row] = await holdoutRows(example, 1);

    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', accept: 'application/json' },
      body: row?.join(',') ?? '',
    });

    expect(await response.json()).toEqual({
      predictions: [expect.closeTo((await scoresOfTraining(example))[0] ?? 0, 3)],
    });
  });
});

it('refuses bytes that are no graph', async () => {
  await expect(loadModel(onnx, await readFile('examples/broken/model.tar.gz'))).rejects.toThrow();
});

const jsonCell = (text: string, type: string): string | number | null => {
  if (type === 'string') return text;
  return text === '' ? null : Number(text);
};

/** Within 1e-5, relative where a value is above 1: a float32 near 330 cannot be nearer than 3e-5. */
const expectScores = (scores: readonly number[], expected: readonly number[]): void => {
  expect(scores).toHaveLength(expected.length);
  const worst = Math.max(...scores.map((score, i) => distance(score, expected[i] as number)));
  expect(worst).toBeLessThan(1e-5);
};

const distance = (score: number, expected: number): number =>
  Math.abs(score - expected) / Math.max(1, Math.abs(expected));
