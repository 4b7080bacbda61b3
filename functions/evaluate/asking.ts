import { type Cell, readAnswers, requestBody } from '../../shared/deployment/answers.ts';
import { InferenceFailed } from '../../shared/deployment/errors.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';

export type Rows = readonly (readonly Cell[])[];
export type Answers = readonly (readonly number[])[];

/** Asks a served model for rows. */
export type Ask = (rows: Rows) => Promise<Answers>;

/** Rows a request: far below SageMaker's 6 MB and 60 s. */
const BATCH = 200;

/** Inference id of requests to staging, which nobody watches. */
const ON_STAGING = 'slipway-evaluation';

/**
 * Asks an endpoint in batches and holds it to one answer for each row. A live endpoint is asked under an id that the
 * monitor leaves out.
 */
export const asking =
  (inference: Inference, endpoint: string, { signature, serving }: Manifest, inferenceId = ON_STAGING): Ask =>
  async (rows) => {
    const answers: (readonly number[])[] = [];
    for (let start = 0; start < rows.length; start += BATCH) {
      const batch = rows.slice(start, start + BATCH);
      const { body, contentType } = await inference.invoke(
        endpoint,
        requestBody(signature.inputs, batch, serving.contentType),
        serving.contentType,
        inferenceId,
      );
      const answered = readAnswers(body, contentType);
      if (answered.length !== batch.length || answered.flat().some(Number.isNaN)) {
        throw new InferenceFailed(
          endpoint,
          `${batch.length} rows were asked, ${answered.length} answered with numbers`,
        );
      }
      answers.push(...answered);
    }
    return answers;
  };

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
