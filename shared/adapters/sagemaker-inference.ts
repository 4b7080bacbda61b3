import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { InferenceFailed } from '../deployment/errors.ts';
import type { Inference } from '../deployment/ports.ts';

/** The client is made at the first question: a drift check seldom has one. */
export const sageMakerInference = (client: () => SageMakerRuntimeClient): Inference => ({
  async invoke(endpoint, body, contentType, inferenceId) {
    const started = performance.now();
    try {
      const answer = await client().send(
        new InvokeEndpointCommand({
          EndpointName: endpoint,
          Body: Buffer.from(body),
          ContentType: contentType,
          Accept: contentType,
          ...(inferenceId && { InferenceId: inferenceId }),
        }),
      );
      return {
        body: Buffer.from(answer.Body).toString('utf8'),
        contentType: answer.ContentType ?? contentType,
        milliseconds: performance.now() - started,
      };
    } catch (error) {
      throw new InferenceFailed(endpoint, (error as Error).message, { cause: error });
    }
  },
});
