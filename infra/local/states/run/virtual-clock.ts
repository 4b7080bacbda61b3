import { setImmediate } from 'node:timers';
import type { Clock } from './clock.ts';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** A clock for tests: nothing takes time. When everything stands still, it jumps to the next moment that something waits for. */
export interface VirtualClock extends Clock {
  /** Work that must be over before time goes on. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** A virtual clock that begins at `start` (ms since 1970). `stuck` is called when nothing is left that could ever happen. */
export const virtualClock = (start: number, stuck: () => void): VirtualClock => {
  let now = start;
  let working = 0;
  let planned = false;
  const timers = new Set<Timer>();

  const advance = () => {
    planned = false;
    if (working > 0) return;
    const next = [...timers].sort((a, b) => a.due - b.due)[0];
    if (!next) return stuck();
    now = Math.max(now, next.due);
    next.fire();
    plan();
  };
  // promises in flight settle before an immediate runs, so whatever can still move has moved by then
  const plan = () => {
    if (planned || timers.size + working === 0) return;
    planned = true;
    setImmediate(advance);
  };
  const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const timer = {
        due: now + Math.max(0, milliseconds),
        fire: () => {
          timers.delete(timer);
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = () => {
        timers.delete(timer);
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      timers.add(timer);
      plan();
    });

  return {
    now: () => now,
    pause: wait,
    limit: wait,
    during: async (work) => {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
        if (!planned) {
          planned = true;
          setImmediate(advance);
        }
      }
    },
  };
};
