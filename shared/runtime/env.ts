import type * as z from 'zod';
import { InvalidInput } from '../kernel/errors.ts';

/** Reads a function's variables, all problems at once. The only reader of process.env. */
export const readEnv = <T extends z.ZodType>(schema: T): z.output<T> => {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    'the environment',
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
};
