import type * as z from 'zod';
import { InvalidInput } from '../kernel/errors.ts';

/** Reads a function's variables, all problems at once. The only reader of process.env. */
export const readEnv = <T extends z.ZodType>(schema: T): z.output<T> => {
  // Read once in a function's life: not worth the code that zod would compile for it.
  const parsed = schema.safeParse(process.env, { jitless: true });
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    'the environment',
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
};
