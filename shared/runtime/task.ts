import middy from '@middy/core';
import type * as z from 'zod';
import { accepts, logsErrors, promises } from './checks.ts';

interface Task<I extends z.ZodType, O extends z.ZodType> {
  readonly input: I;
  readonly output: O;
  readonly run: (input: z.output<I>) => Promise<z.input<O>>;
}

/** Makes a use case the Lambda behind one step of a state machine, a bus rule or a schedule. */
export const task = <I extends z.ZodType, O extends z.ZodType>({ input, output, run }: Task<I, O>) =>
  middy<z.output<I>, z.output<O>>()
    .use(logsErrors())
    .use(accepts(input))
    .use(promises(output))
    .handler(async (event) => (await run(event)) as z.output<O>);
