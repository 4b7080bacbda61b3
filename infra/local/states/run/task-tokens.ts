/** Whose token it is; anyone who holds a token can read this from it, as the local cloud does to check permissions. */
export interface TokenOwner {
  readonly machineArn: string;
  readonly executionArn: string;
}

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
  issue(owner: TokenOwner): OpenToken;
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

/** Who issued a token, or nothing when it is not one of ours. */
export const ownerOf = (token: string): TokenOwner | undefined => {
  try {
    const { m, e } = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    return typeof m === 'string' && typeof e === 'string' ? { machineArn: m, executionArn: e } : undefined;
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
    issue: ({ machineArn, executionArn }) => {
      const token = Buffer.from(JSON.stringify({ m: machineArn, e: executionArn, id: uuid() })).toString('base64');
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
