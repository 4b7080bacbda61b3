import type { Catcher, Retrier } from '../language/definition.ts';
import { matches, type StatesError } from '../language/errors.ts';

/** How often each Retry entry of a state has been used since the state was entered. */
export type Uses = Map<Retrier, number>;

/** Seconds before the next attempt, or nothing when Retry gives up on this error. Counts the use. */
export const retryDelay = (
  retry: readonly Retrier[] = [],
  failure: StatesError,
  uses: Uses,
  random: () => number,
): number | undefined => {
  const retrier = retry.find((entry) => matches(entry.ErrorEquals, failure.error));
  if (!retrier) return undefined;
  const used = uses.get(retrier) ?? 0;
  if (used >= retrier.MaxAttempts) return undefined;
  uses.set(retrier, used + 1);
  const grown = retrier.IntervalSeconds * retrier.BackoffRate ** used;
  const delay = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay;
};

/** The Catch entry that takes this error, with its place in the list. */
export const catcherFor = (catches: readonly Catcher[] = [], failure: StatesError) => {
  const index = catches.findIndex((entry) => matches(entry.ErrorEquals, failure.error));
  const catcher = catches[index];
  return catcher && { catcher, within: `Catch[${index}]/` };
};
