import { requestBody } from '../../shared/deployment/answers.ts';
import { ON_STAGING, type Rows } from '../../shared/deployment/asking.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
}

const TIMED = 100;

/** Times single rows one after the other, as a caller would ask; the first few warm the endpoint up. */
export const timeSingleRows = async (
  inference: Inference,
  endpoint: string,
  { signature, serving }: Manifest,
  rows: Rows,
): Promise<Latency> => {
  const times: number[] = [];
  for (let i = -5; i < TIMED; i++) {
    const row = rows[Math.abs(i) % rows.length] ?? [];
    const { milliseconds } = await inference.invoke(
      endpoint,
      requestBody(signature.inputs, [row], serving.contentType),
      serving.contentType,
      ON_STAGING,
    );
    if (i >= 0) times.push(milliseconds);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.min(TIMED - 1, Math.ceil(share * TIMED) - 1)] ?? 0) * 10) / 10;
  return { p50Ms: at(0.5), p99Ms: at(0.99), requests: TIMED };
};
