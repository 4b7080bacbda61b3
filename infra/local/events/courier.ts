import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../scheduler/agenda.ts';
import { type Deliver, ServiceError } from '../service.ts';

export interface RetryPolicy {
  /** @default 185 */
  readonly MaximumRetryAttempts?: number;
  /** Seconds. @default 86400 */
  readonly MaximumEventAgeInSeconds?: number;
}

interface Parcel {
  readonly arn: string;
  /** Attempts count from 1. */
  payload(attempt: number): unknown;
  readonly options: Parameters<Deliver>[2];
  readonly retry?: RetryPolicy;
  readonly deadLetters?: { readonly arn: string; readonly body: unknown; readonly options: Parameters<Deliver>[2] };
  /** Hears of every try; `error` is undefined for the one that succeeded. */
  tried?(error: unknown): void;
}

type Handed =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'dead letter' | 'dropped'; readonly error: unknown; readonly deadLetterError?: unknown };

export interface Courier {
  /** Never rejects. Stays open when the courier is stopped while the parcel waits for another try. */
  hand(parcel: Parcel): Promise<Handed>;
  stop(): void;
}

/** Milliseconds before the next try. AWS stretches its tries over a day; a rehearsal does not wait. */
const backOff = (attempt: number): number => Math.min(100 * 2 ** (attempt - 1), 2000);

/** A target that is missing or forbidden will be so next time, too: AWS does not try again either. */
const maySucceedLater = (error: unknown): boolean => {
  if (!(error instanceof ServiceError)) return true;
  if (/Throttl|TooManyRequests|LimitExceeded/.test(error.code)) return true;
  return error.status === 429 || (error.status >= 500 && error.code !== 'NotImplementedLocally');
};

/** Hands parcels over as EventBridge does: later, again while it may help, and in the end to the queue of dead letters. */
export const createCourier = (deliver: Deliver, clock: Clock): Courier => {
  const waiting = new Set<() => void>();
  let stopped = false;
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped) return;
      const cancel = clock.after(milliseconds, () => {
        waiting.delete(cancel);
        resolve();
      });
      waiting.add(cancel);
    });

  const tryAll = async ({
    arn,
    payload,
    options,
    retry,
    tried,
  }: Parcel): Promise<{ readonly error: unknown } | undefined> => {
    const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } = retry ?? {};
    const accepted = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await deliver(arn, payload(attempt), options);
        tried?.(undefined);
        return undefined;
      } catch (error) {
        tried?.(error);
        if (attempt > MaximumRetryAttempts || !maySucceedLater(error)) return { error };
        await pause(backOff(attempt));
        if (clock.now() - accepted > MaximumEventAgeInSeconds * 1000) return { error };
      }
    }
  };

  return {
    hand: async (parcel) => {
      await setImmediate();
      const failed = await tryAll(parcel);
      if (!failed) return { outcome: 'delivered' };
      if (!parcel.deadLetters) return { outcome: 'dropped', ...failed };
      try {
        const { arn, body, options } = parcel.deadLetters;
        await deliver(arn, body, options);
        return { outcome: 'dead letter', ...failed };
      } catch (deadLetterError) {
        return { outcome: 'dropped', ...failed, deadLetterError };
      }
    },
    stop: () => {
      stopped = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
};
