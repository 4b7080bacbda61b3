import type { Clock } from '../../../../infra/local/states/run/clock.ts';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** A clock that stands still until a test moves it. */
export const manualClock = (start = Date.parse('2026-01-01T00:00:00Z')): Clock & { advance(seconds: number): void } => {
  let now = start;
  const timers = new Set<Timer>();
  const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = { due: now + milliseconds, fire: resolve };
      timers.add(timer);
      signal.addEventListener('abort', () => {
        timers.delete(timer);
        reject(signal.reason);
      });
    });
  return {
    now: () => now,
    pause: wait,
    limit: wait,
    advance: (seconds) => {
      now += seconds * 1000;
      for (const timer of timers) {
        if (timer.due > now) continue;
        timers.delete(timer);
        timer.fire();
      }
    },
  };
};
