/** Time, so that tests can stand it still. Milliseconds. */
export interface Clock {
  now(): number;
  /** Rings once, later; gives what takes the ring back. */
  after(milliseconds: number, ring: () => void): () => void;
}

/** The machine's own time. What waits for it does not keep the process alive. */
export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, ring) => {
    const timer = setTimeout(ring, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface Appointment {
  /** The first instant later than this one, or none. */
  next(after: number): number | undefined;
  /** `planned` is the instant asked for; `last` says that none follows. */
  ring(planned: number, last: boolean): void;
}

export interface Agenda {
  /** Takes the place of an appointment of the same key. Instants before `after` are over. @default now */
  plan(key: string, appointment: Appointment, after?: number): void;
  drop(key: string): void;
  /** Nothing rings before. */
  start(): void;
  stop(): void;
}

/** Longest wait at a time: a laptop that slept notices within a minute, and no timer is too long for the runtime. */
const GLANCE = 60_000;

/**
 * Recurring appointments. What came due while the machine slept rings once, not once for every time that was missed;
 * what came due while the local cloud was not running does not ring.
 */
export const createAgenda = (clock: Clock): Agenda => {
  const appointments = new Map<string, { readonly appointment: Appointment; readonly after?: number }>();
  const waiting = new Map<string, () => void>();
  let running = false;

  const forget = (key: string): void => {
    waiting.get(key)?.();
    waiting.delete(key);
  };
  const wait = (key: string, appointment: Appointment, planned: number): void => {
    const glance = (): void => {
      if (clock.now() < planned) {
        wait(key, appointment, planned);
        return;
      }
      waiting.delete(key);
      const following = appointment.next(Math.max(planned, clock.now()));
      if (following !== undefined) wait(key, appointment, following);
      appointment.ring(planned, following === undefined);
    };
    waiting.set(key, clock.after(Math.min(Math.max(planned - clock.now(), 0), GLANCE), glance));
  };
  const arm = (key: string, appointment: Appointment, after: number): void => {
    forget(key);
    const planned = appointment.next(after);
    if (planned !== undefined) wait(key, appointment, planned);
  };

  return {
    plan: (key, appointment, after) => {
      appointments.set(key, { appointment, after });
      if (running) arm(key, appointment, after ?? clock.now());
    },
    drop: (key) => {
      appointments.delete(key);
      forget(key);
    },
    start: () => {
      if (running) return;
      running = true;
      for (const [key, { appointment, after }] of appointments) arm(key, appointment, after ?? clock.now());
    },
    stop: () => {
      running = false;
      for (const key of [...waiting.keys()]) forget(key);
    },
  };
};
