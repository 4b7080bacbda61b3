import type { Manifest } from '../registry/manifest.ts';
import { type Cell, readAnswers, requestBody } from './answers.ts';
import { InferenceFailed } from './errors.ts';
import type { Inference } from './ports.ts';

export type Rows = readonly (readonly Cell[])[];
export type Answers = readonly (readonly number[])[];

/** Asks a model for rows: one answer for each, a number or one for each class. */
export type Ask = (rows: Rows) => Promise<Answers>;

/** Rows a request: far below SageMaker's 6 MB and 60 s. */
const BATCH = 200;

/** Inference id of requests to staging, which nobody watches. */
export const ON_STAGING = 'slipway-evaluation';

/**
 * Asks an endpoint in batches and holds it to one answer for each row. A live endpoint is asked under an id that the
 * monitor leaves out.
 */
export const asking =
  (
    inference: Inference,
    endpoint: string,
    { signature, serving }: Pick<Manifest, 'signature'> & { serving: Pick<Manifest['serving'], 'contentType'> },
    inferenceId = ON_STAGING,
  ): Ask =>
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
