import type { Caller } from '../service.ts';

/** One AWS call that was answered. */
interface LoggedCall {
  readonly at: Date;
  readonly service: string;
  readonly operation: string;
  readonly caller?: Caller;
  readonly status: number;
  /** Error name, when the answer was one. */
  readonly error?: string;
  readonly message?: string;
  /** Milliseconds. */
  readonly took: number;
}

export interface RequestLog {
  add(call: LoggedCall): void;
  /** The last calls, oldest first. */
  recent(): readonly LoggedCall[];
  /** How often each operation was called since the start, by `service:operation`. */
  counts(): Readonly<Record<string, number>>;
}

const kept = 1000;

export const createRequestLog = (): RequestLog => {
  const calls: LoggedCall[] = [];
  const counts = new Map<string, number>();
  return {
    add: (call) => {
      calls.push(call);
      if (calls.length > kept) calls.shift();
      const key = `${call.service}:${call.operation}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    recent: () => [...calls],
    counts: () => Object.fromEntries(counts),
  };
};
