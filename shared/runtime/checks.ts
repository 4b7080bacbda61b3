import type middy from '@middy/core';
import type * as z from 'zod';
import { InvalidInput } from '../kernel/errors.ts';
import { errorFacts, log } from './logger.ts';

const problems = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`);

/** Parses the event once, at the edge. @throws InvalidInput with every problem */
export const accepts = (schema: z.ZodType): middy.MiddlewareObj => ({
  before: (request) => {
    const parsed = schema.safeParse(request.event);
    if (!parsed.success) throw new InvalidInput('the input', problems(parsed.error));
    request.event = parsed.data;
  },
});

/** Holds a use case to the result it promised, and cuts what it did not promise. */
export const promises = (schema: z.ZodType): middy.MiddlewareObj => ({
  after: (request) => {
    const parsed = schema.safeParse(request.response);
    if (!parsed.success) throw new InvalidInput('the result', problems(parsed.error));
    request.response = parsed.data;
  },
});

/** Logs an error once, where it leaves the function, and lets it go on. */
export const logsErrors = (): middy.MiddlewareObj => ({
  onError: (request) =>
    log('error', 'the step failed', { request: request.context.awsRequestId, ...errorFacts(request.error) }),
});
