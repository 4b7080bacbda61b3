import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { readAnswers } from './answers.ts';
import type { Golden } from './judge-release.ts';
import type { Inference } from './ports.ts';

/** A few rows with the answers staging gave: what production must answer too. Kept with the evaluation's evidence. */
export const GoldenRequest = whenUsed(() =>
  z.object({
    body: z.string(),
    contentType: z.string(),
    expected: z.array(z.number()).min(1),
  }),
);
export type GoldenRequest = z.infer<typeof GoldenRequest>;

/**
 * Asks the endpoint the golden request, under one of Slipway's own inference ids. A missing answer is a result here, not an
 * error: the verdict needs it.
 */
export const askGolden = async (
  inference: Inference,
  endpoint: string,
  golden: GoldenRequest,
  inferenceId: string,
): Promise<Golden> => {
  try {
    const answer = await inference.invoke(endpoint, golden.body, golden.contentType, inferenceId);
    return {
      kind: 'answered',
      expected: golden.expected,
      answered: readAnswers(answer.body, answer.contentType).flat(),
    };
  } catch (error) {
    return { kind: 'silent', why: (error as Error).message };
  }
};
