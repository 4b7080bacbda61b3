import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type LambdaFunction, type Outcome, platformError } from './function.ts';
import { readLines } from './lines.ts';

interface Invocation {
  readonly requestId: string;
  readonly payload: string;
}

export interface InstanceDeps {
  /** `127.0.0.1:<port>/_lambda/<token>`: where the child finds its Runtime API. */
  runtimeApi(token: string): string;
  /** Everything the child may see beside the template's own variables. */
  environmentOf(fn: LambdaFunction): Readonly<Record<string, string>>;
  /** Sees to it that the child does not outlive this process. */
  guard(child: ChildProcess): void;
  onLog(functionName: string, line: string, requestId: string): void;
}

/** One running copy of a function. It takes one event at a time. */
export interface Instance {
  readonly token: string;
  readonly alive: boolean;
  /** Runs one event. Never rejects: what goes wrong is an outcome. */
  run(invocation: Invocation): Promise<Outcome>;
  kill(): Promise<void>;
  /** The Runtime API, called by the child. */
  next(): Promise<{ readonly invocation: Invocation; readonly deadline: number }>;
  answer(requestId: string, failed: boolean, payload: string): boolean;
  initFailed(payload: string): void;
}

/** Lambda gives an instance so long to load its code before it counts against the function's own time. */
const initSeconds = 10;
/** A result may not be larger than this. */
const responseLimit = 6 * 1024 * 1024;

interface Running {
  readonly invocation: Invocation;
  readonly settle: (outcome: Outcome) => void;
  timer?: NodeJS.Timeout;
  handedOut?: true;
  outcome?: Outcome;
  openStreams: number;
}

export const startInstance = (fn: LambdaFunction, deps: InstanceDeps): Instance => {
  const token = randomUUID();
  let alive = true;
  let running: Running | undefined;
  let asking: ((given: { invocation: Invocation; deadline: number }) => void) | undefined;
  let initError: string | undefined;

  // The runtime of AWS gives nine tenths of the memory to the heap.
  const heap = Math.max(16, Math.floor(fn.memory * 0.9));
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heap}`, '--enable-source-maps', fileURLToPath(import.meta.resolve('./bootstrap.mjs'))],
    {
      cwd: fn.code,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...deps.environmentOf(fn), ...fn.environment, AWS_LAMBDA_RUNTIME_API: deps.runtimeApi(token) },
    },
  );
  deps.guard(child);
  child.stdin.on('error', () => {});
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));

  const finish = (outcome: Outcome): void => {
    const done = running;
    running = undefined;
    clearTimeout(done?.timer);
    done?.settle(outcome);
  };
  const kill = async (): Promise<void> => {
    alive = false;
    child.kill('SIGKILL');
    await exited;
  };
  const limit = (seconds: number): void => {
    if (!running) return;
    const { requestId } = running.invocation;
    clearTimeout(running.timer);
    const timed = running;
    timed.timer = setTimeout(() => {
      timed.outcome = platformError(
        requestId,
        'Sandbox.Timedout',
        `Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`,
      );
      // It ends with the process, so that lines written before the kill still belong to this request.
      void kill();
    }, seconds * 1000);
  };
  const handOut = (): void => {
    if (!running || running.handedOut || !asking) return;
    running.handedOut = true;
    limit(fn.timeoutSeconds);
    asking({ invocation: running.invocation, deadline: Date.now() + fn.timeoutSeconds * 1000 });
    asking = undefined;
  };

  for (const stream of [child.stdout, child.stderr])
    readLines(stream, (line) => {
      if (!line.startsWith('\u0000')) return deps.onLog(fn.name, line, running?.invocation.requestId ?? '');
      if (!running || line.slice(1) !== running.invocation.requestId) return;
      running.openStreams -= 1;
      if (running.openStreams === 0 && running.outcome) finish(running.outcome);
    });
  child.once('error', () => {
    alive = false;
    if (running) finish(platformError(running.invocation.requestId, 'Runtime.ExitError', 'Runtime failed to start'));
  });
  child.once('close', (code, signal) => {
    alive = false;
    if (!running) return;
    const { requestId } = running.invocation;
    if (initError !== undefined) finish({ requestId, failed: true, payload: initError });
    else finish(running.outcome ?? platformError(requestId, 'Runtime.ExitError', exitReason(code, signal)));
  });

  return {
    token,
    get alive() {
      return alive;
    },
    run: (invocation) =>
      new Promise((settle) => {
        running = { invocation, settle, openStreams: 2 };
        if (!alive) finish(platformError(invocation.requestId, 'Runtime.ExitError', 'Runtime exited'));
        else if (asking) handOut();
        else limit(initSeconds + fn.timeoutSeconds);
      }),
    kill,
    next: () =>
      new Promise((resolve) => {
        asking = resolve;
        handOut();
      }),
    answer: (requestId, failed, payload) => {
      if (running?.invocation.requestId !== requestId || running.outcome) return false;
      const size = Buffer.byteLength(payload);
      running.outcome =
        size > responseLimit
          ? platformError(
              requestId,
              'Function.ResponseSizeTooLarge',
              `Response payload size exceeded maximum allowed payload size (${responseLimit} bytes).`,
            )
          : { requestId, failed, payload };
      clearTimeout(running.timer);
      if (running.openStreams === 0) finish(running.outcome);
      return true;
    },
    initFailed: (payload) => {
      initError = payload;
    },
  };
};

const exitReason = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal) return `Runtime exited with error: signal: ${signal === 'SIGABRT' ? 'aborted' : 'killed'}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
};
