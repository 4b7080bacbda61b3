/** One JSON line per fact. Lines go to stdout, where Lambda picks them up. */
export const log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts: Readonly<Record<string, unknown>> = {},
): void => {
  process.stdout.write(`${JSON.stringify({ level, message, ...facts })}\n`);
};

/** An error as facts, with its chain of causes. Details stay in the log; answers to people never carry them. */
export const errorFacts = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { error: String(error) };
  const { name, message, stack, cause } = error;
  const details = 'details' in error ? { details: error.details } : {};
  return {
    error: name,
    reason: message,
    ...details,
    stack,
    ...(cause === undefined ? {} : { cause: errorFacts(cause) }),
  };
};
