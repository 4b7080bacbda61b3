import * as z from 'zod';
import type { Golden } from './judge-release.ts';
import type { Inference } from './ports.ts';

/** A few rows with the answers staging gave: what production must answer too. Kept with the evaluation's evidence. */
export const GoldenRequest = z.object({
  body: z.string(),
  contentType: z.string(),
  expected: z.array(z.number()).min(1),
});
export type GoldenRequest = z.infer<typeof GoldenRequest>;

/** Inference ids of Slipway's own requests; the monitor leaves them out of the traffic it judges. */
export const OWN_REQUEST = 'slipway-';

/** Asks the endpoint the golden request. A missing answer is a result here, not an error: the verdict needs it. */
export const askGolden = async (inference: Inference, endpoint: string, golden: GoldenRequest): Promise<Golden> => {
  try {
    const answer = await inference.invoke(endpoint, golden.body, golden.contentType, `${OWN_REQUEST}golden`);
    return { kind: 'answered', expected: golden.expected, answered: readScores(answer.body, answer.contentType) };
  } catch (error) {
    return { kind: 'silent', why: (error as Error).message };
  }
};

/**
 * One number per row from an answer: CSV lines, or JSON `{"predictions": [...]}` as well as a bare array. Of several
 * class probabilities the row's position of the largest counts.
 */
export const readScores = (body: string, contentType: string): readonly number[] => {
  if (contentType.startsWith('application/json')) {
    const parsed = JSON.parse(body) as { predictions?: unknown } | unknown[];
    const rows = Array.isArray(parsed) ? parsed : (parsed.predictions as unknown[]);
    return rows.map((row) => (Array.isArray(row) ? largest(row.map(Number)) : Number(row)));
  }
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = line.split(',').map(Number);
      return cells.length === 1 ? (cells[0] ?? Number.NaN) : largest(cells);
    });
};

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
