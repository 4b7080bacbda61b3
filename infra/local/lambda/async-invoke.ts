import { setTimeout as pause } from 'node:timers/promises';
import type { LambdaFunction, Outcome } from './function.ts';

/** How events without a waiting caller are treated, as `AWS::Lambda::EventInvokeConfig` says. */
export interface AsyncConfig {
  /** @default 2 */
  readonly retries?: number;
  /** Seconds. @default 6 hours */
  readonly maximumAge?: number;
  readonly onFailureArn?: string;
  readonly onSuccessArn?: string;
}

export interface AsyncDeps {
  invoke(functionName: string, payload: string): Promise<Outcome>;
  /** Sends what is left of an event to a queue, a bus or a function, with the rights of the function's role. */
  forward(fn: LambdaFunction, targetArn: string, body: unknown): Promise<void>;
  /** Milliseconds before the first and the second retry. AWS waits one and two minutes; a rehearsal does not. */
  readonly delays: readonly number[];
  onError(error: unknown, what: string): void;
  now(): number;
}

/** Runs an event that nobody waits for: again when it fails, and at last to where failures go. */
export const invokeLater = async (
  fn: LambdaFunction,
  { retries = 2, maximumAge = 6 * 3600, onFailureArn, onSuccessArn }: AsyncConfig,
  payload: string,
  deps: AsyncDeps,
): Promise<void> => {
  const accepted = deps.now();
  let outcome: Outcome | undefined;
  let attempts = 0;
  for (; attempts <= retries; attempts += 1) {
    if (attempts > 0) await pause(deps.delays[attempts - 1] ?? 0, undefined, { ref: false });
    if (deps.now() - accepted > maximumAge * 1000) break;
    outcome = await untilAccepted(() => deps.invoke(fn.name, payload));
    if (!outcome.failed) break;
  }
  const failed = outcome?.failed !== false;
  const destination = failed ? onFailureArn : onSuccessArn;
  const expired = failed && attempts <= retries;
  try {
    if (destination) await deps.forward(fn, destination, recordOf(fn, payload, outcome, attempts, expired, deps.now()));
    if (failed && fn.deadLetterArn) await deps.forward(fn, fn.deadLetterArn, JSON.parse(payload));
  } catch (error) {
    deps.onError(error, `what is left of an event of ${fn.name} could not be kept`);
  }
};

/** Throttled events are not lost, and do not count as tries: Lambda keeps them in its own queue. */
const untilAccepted = async (invoke: () => Promise<Outcome>): Promise<Outcome> => {
  for (;;) {
    try {
      return await invoke();
    } catch (error) {
      if ((error as Error).name !== 'TooManyRequestsException') throw error;
      await pause(200);
    }
  }
};

const recordOf = (
  fn: LambdaFunction,
  payload: string,
  outcome: Outcome | undefined,
  attempts: number,
  expired: boolean,
  now: number,
) => ({
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  requestContext: {
    requestId: outcome?.requestId ?? '',
    functionArn: `${fn.arn}:$LATEST`,
    condition: outcome?.failed === false ? 'Success' : expired ? 'EventAgeExceeded' : 'RetriesExhausted',
    approximateInvokeCount: attempts,
  },
  requestPayload: JSON.parse(payload),
  responseContext: {
    statusCode: 200,
    executedVersion: '$LATEST',
    ...(outcome?.failed ? { functionError: 'Unhandled' } : {}),
  },
  responsePayload: outcome ? JSON.parse(outcome.payload) : null,
});
