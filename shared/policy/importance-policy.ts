import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';

/** Of the rows of a window that have labels, and of columns, fewer tell nothing. */
const FEWEST_ROWS = 200;
const FEWEST_COLUMNS = 2;

/**
 * Whether, and within which bounds, checks measure what a live model's answers rest on. Its endpoint is asked again for it,
 * with columns shuffled, so nothing is asked unless the policy says so.
 */
export const ImportanceRules = whenUsed(() =>
  z
    .object({
      ask: z
        .enum(['never', 'live-endpoint'])
        .default('never')
        .describe('live-endpoint: once labels have come, a sample of the rows is asked again of the live endpoint.'),
      everyHours: z.int().min(1).max(720).default(24).describe('Scheduled checks measure it at most so often.'),
      rows: z.int().min(FEWEST_ROWS).max(2000).default(300).describe('Labelled rows that are asked again, at most.'),
      repeats: z.int().min(1).max(10).default(3).describe('How often each column is shuffled.'),
      mostPredictions: z
        .int()
        .max(1_000_000)
        .default(30_000)
        .describe(
          'Rows asked in all, at most: rows x (1 + columns x repeats). The columns that mattered most come first.',
        ),
    })
    .strict()
    .refine(({ rows, repeats, mostPredictions }) => rows * (1 + FEWEST_COLUMNS * repeats) <= mostPredictions, {
      path: ['mostPredictions'],
      message: `room for ${FEWEST_COLUMNS} columns at least: rows x (1 + ${FEWEST_COLUMNS} x repeats)`,
    }),
);
export type ImportanceRules = z.infer<typeof ImportanceRules>;
