import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCapture } from '../../../../infra/local/sagemaker/capture.ts';
import type { Exchange } from '../../../../infra/local/sagemaker/capture-record.ts';
import type { DataCaptureConfig } from '../../../../infra/local/sagemaker/requests.ts';

const config: DataCaptureConfig = {
  EnableCapture: true,
  InitialSamplingPercentage: 25,
  DestinationS3Uri: 's3://capture',
  CaptureOptions: [{ CaptureMode: 'Output' }],
};
const exchange = (at: string): Exchange => ({
  input: { contentType: 'text/csv', body: Buffer.from('1\n') },
  output: { contentType: 'text/csv', body: Buffer.from('0.5\n') },
  eventId: 'e',
  at: Date.parse(at),
});

describe('gathering traffic', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const gather = (random: () => number) => {
    const files = new Map<string, string>();
    const writeObject = async (uri: string, body: Buffer) => void files.set(uri, body.toString());
    return { files, capture: createCapture({ writeObject, random, log: () => {} }) };
  };

  it('keeps only the sampled share', async () => {
    const draws = [0.1, 0.2499, 0.25, 0.9];
    const { files, capture } = gather(() => draws.shift() ?? 1);
    for (let i = 0; i < 4; i++) capture.record(config, 'e', 'v', exchange('2026-01-01T00:00:00Z'));
    await capture.flush();
    expect([...files.values()].join('').trimEnd().split('\n')).toHaveLength(2);
  });

  it('writes only what the options name', async () => {
    const { files, capture } = gather(() => 0);
    capture.record(config, 'e', 'v', exchange('2026-01-01T00:00:00Z'));
    await capture.flush();
    const { captureData } = JSON.parse([...files.values()][0] ?? '');
    expect(Object.keys(captureData)).toEqual(['endpointOutput']);
  });

  it('puts every hour into a file of its own', async () => {
    const { files, capture } = gather(() => 0);
    capture.record(config, 'e', 'v', exchange('2026-01-01T00:59:59Z'));
    capture.record(config, 'e', 'v', exchange('2026-01-01T01:00:00Z'));
    await capture.flush();
    expect([...files.keys()].map((uri) => uri.slice(0, 31))).toEqual([
      's3://capture/e/v/2026/01/01/00/',
      's3://capture/e/v/2026/01/01/01/',
    ]);
  });

  it('writes after two seconds, or at a thousand records', async () => {
    const { files, capture } = gather(() => 0);
    capture.record(config, 'e', 'v', exchange('2026-01-01T00:00:00Z'));
    await vi.advanceTimersByTimeAsync(1999);
    expect(files.size).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(files.size).toBe(1);
    for (let i = 0; i < 1000; i++) capture.record(config, 'e', 'v', exchange('2026-01-01T00:00:00Z'));
    expect(files.size).toBe(2);
  });
});
