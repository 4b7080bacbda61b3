import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Watchdog {
  /** Sees to it that this child ends with this process, however this process ends. */
  guard(child: ChildProcess): void;
  /** Removes this folder when this process is gone. */
  removeAtEnd(folder: string): void;
  /** Ends what is guarded, removes what is to be removed, and then itself. */
  stop(): Promise<void>;
}

/**
 * Starts a tiny process that holds the other end of a pipe. When this process is gone, even by `kill -9`, the pipe
 * closes, and the watchdog kills every guarded child that is still there. It sits in its own process group so that a
 * Ctrl-C does not take it away before its work is done.
 */
export const startWatchdog = (): Watchdog => {
  const dog = spawn(process.execPath, ['--max-old-space-size=16', fileURLToPath(import.meta.resolve('./watch.mjs'))], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
  });
  dog.stdin.on('error', () => {});
  dog.unref();
  (dog.stdin as typeof dog.stdin & { unref?(): void }).unref?.();
  const tell = (line: string) => dog.stdin.write(`${line}\n`);
  return {
    guard: (child) => {
      const { pid } = child;
      if (pid === undefined) return;
      tell(`guard ${pid}`);
      child.once('exit', () => tell(`release ${pid}`));
    },
    removeAtEnd: (folder) => void tell(`remove ${folder}`),
    stop: async () => {
      if (dog.exitCode !== null || dog.signalCode !== null) return;
      const ended = new Promise((resolve) => dog.once('exit', resolve));
      dog.ref();
      dog.stdin.end();
      await ended;
    },
  };
};
