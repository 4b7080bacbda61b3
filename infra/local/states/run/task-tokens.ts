/** A token that waits for its answer. */
export interface OpenToken {
  readonly token: string;
  /** Settles with what SendTaskSuccess or SendTaskFailure brings. */
  readonly answer: Promise<unknown>;
  /** When the last sign of life came, in ms since 1970: the issue itself, or a heartbeat. */
  lastBeat(): number;
  close(): void;
}

export interface TaskTokens {
  issue(machineArn: string): OpenToken;
  /** Each says whether the token was still open. */
  succeed(token: string, output: unknown): boolean;
  fail(token: string, problem: Error): boolean;
  beat(token: string): boolean;
}

interface Entry {
  lastBeat: number;
  readonly resolve: (output: unknown) => void;
  readonly reject: (problem: Error) => void;
}

/** The ARN of the state machine that issued a token, which anyone can read from it; nothing when it is not one of ours. */
export const issuerOf = (token: string): string | undefined => {
  try {
    const { machine } = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    return typeof machine === 'string' ? machine : undefined;
  } catch {
    return undefined;
  }
};

/** The open task tokens of all executions. A token is good for one answer, in this process only. */
export const createTaskTokens = (now: () => number, uuid: () => string): TaskTokens => {
  const open = new Map<string, Entry>();

  const settle = (token: string, how: (entry: Entry) => void): boolean => {
    const entry = open.get(token);
    if (!entry) return false;
    open.delete(token);
    how(entry);
    return true;
  };

  return {
    issue: (machineArn) => {
      const token = Buffer.from(JSON.stringify({ machine: machineArn, secret: uuid() })).toString('base64');
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      // the task may have ended for another reason by the time a failure arrives
      promise.catch(() => {});
      const entry: Entry = { lastBeat: now(), resolve, reject };
      open.set(token, entry);
      return { token, answer: promise, lastBeat: () => entry.lastBeat, close: () => open.delete(token) };
    },
    succeed: (token, output) => settle(token, (entry) => entry.resolve(output)),
    fail: (token, problem) => settle(token, (entry) => entry.reject(problem)),
    beat: (token) => {
      const entry = open.get(token);
      if (entry) entry.lastBeat = now();
      return entry !== undefined;
    },
  };
};
