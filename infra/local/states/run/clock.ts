/** The time that executions live by. `signal` ends a wait early, with its reason as the error. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** A Wait state, or the back-off before a retry: may be sped up. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** A timeout or a heartbeat: never sped up. */
  limit(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** setTimeout fires at once beyond 2^31 milliseconds, about 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const due = Date.now() + milliseconds;
    let timer: NodeJS.Timeout;
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const next = () => {
      const left = due - Date.now();
      timer = setTimeout(left > LONGEST_TIMER ? next : finish, Math.min(Math.max(left, 0), LONGEST_TIMER));
    };
    const finish = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
    next();
  });

/** The machine's own time; Wait states and back-offs run `speed` times as fast. */
export const realClock = (speed: number): Clock => ({
  now: Date.now,
  pause: (milliseconds, signal) => sleep(milliseconds / speed, signal),
  limit: sleep,
});
