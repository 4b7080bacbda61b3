import { InferenceFailed } from '../../../shared/deployment/errors.ts';
import type { Inference } from '../../../shared/deployment/ports.ts';

/** Answers a request's body, or throws what the endpoint would say. */
export type Answer = (body: string) => string;

interface Asked {
  readonly endpoint: string;
  readonly body: string;
  readonly contentType: string;
  readonly inferenceId: string | undefined;
}

export interface MemoryInference extends Inference {
  /** Every request, in order. */
  readonly asked: readonly Asked[];
}

/** Endpoints in memory, by name. One that is not there, or whose answer throws, gives no answer. */
export const memoryInference = (endpoints: Readonly<Record<string, Answer>>, milliseconds = 4): MemoryInference => {
  const asked: Asked[] = [];
  return {
    asked,
    async invoke(endpoint, body, contentType, inferenceId) {
      asked.push({ endpoint, body, contentType, inferenceId });
      const answer = endpoints[endpoint];
      if (!answer) throw new InferenceFailed(endpoint, `Endpoint ${endpoint} not found`);
      try {
        return { body: answer(body), contentType, milliseconds };
      } catch (error) {
        throw new InferenceFailed(endpoint, (error as Error).message, { cause: error });
      }
    },
  };
};
