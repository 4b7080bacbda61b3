import * as z from 'zod';

/** What SageMaker, or the local cloud, says to the server. */
export const env = z.object({
  SAGEMAKER_BIND_TO_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('0.0.0.0'),
  MODEL_DIR: z.string().default('/opt/ml/model'),
  EXIT_WITH_PARENT: z.literal('1').optional().describe('End when standard input closes: whoever started this is gone.'),
});
