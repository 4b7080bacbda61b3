import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process that stands for a serving image on this machine. */
export interface ServingProcess {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One running model server. */
export interface Container {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ContainerOptions {
  readonly process: ServingProcess;
  /** The model's own variables, from `CreateModel`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly modelFolder: string;
  readonly startupSeconds: number;
  /** Gives up waiting, for the local cloud ends. */
  readonly signal: AbortSignal;
  /** Hears every line that the process prints; on AWS they go to the endpoint's log group. */
  readonly log: (line: string) => void;
}

/** What a process needs to run at all. It gets none of this process's other variables, least of all credentials. */
const INHERITED = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/**
 * Starts a model server and waits until `GET /ping` answers 200.
 * @throws Error when it ends, or does not answer in time
 */
export const startContainer = async (options: ContainerOptions): Promise<Container> => {
  const port = await freePort();
  const [program = '', ...args] = options.process.command;
  const child = spawn(program, args, {
    env: {
      ...Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      ...options.process.env,
      ...options.environment,
      SAGEMAKER_BIND_TO_PORT: String(port),
      HOST: '127.0.0.1',
      MODEL_DIR: options.modelFolder,
      // Its standard input is a pipe from here, which closes however this process ends.
      EXIT_WITH_PARENT: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.stdin.on('error', () => {});
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', linesTo(options.log));

  const ending = new AbortController();
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  }).finally(() => ending.abort());
  const stop = async (): Promise<void> => {
    child.stdin.end();
    if (!ending.signal.aborted) child.kill('SIGKILL');
    await ended;
  };

  const url = `http://127.0.0.1:${port}`;
  const deadline = AbortSignal.timeout(options.startupSeconds * 1000);
  const givenUp = AbortSignal.any([ending.signal, deadline, options.signal]);
  while (!givenUp.aborted) {
    if (await isHealthy(url)) return { url, stop };
    await sleep(25);
  }
  const why = ending.signal.aborted ? await ended : `gave no sign of life within ${options.startupSeconds} s`;
  await stop();
  throw new Error(`the model server ${why}`);
};

const isHealthy = async (url: string): Promise<boolean> => {
  try {
    // Two seconds are what SageMaker allows.
    const response = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
};

const linesTo = (log: (line: string) => void) => {
  let rest = '';
  return (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line) log(line);
  };
};
