import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Asks Python what accepted pickles would call. */
export interface Judge {
  /** Hands a file over; those that come faster than Python answers are left out. */
  ask(target: string, bytes: Buffer, calls: readonly string[]): void;
  asked(): number;
  close(): void;
}

const MOST_WAITING = 40;

/** `python` needs numpy and joblib. `guilty` hears of files that would call what their report does not say. */
export const startJudge = (python: string, guilty: (message: string, bytes: Buffer) => void): Judge => {
  const waiting = new Map<number, Buffer>();
  let [asked, closed] = [0, false];
  const start = () => {
    const child = spawn(python, [fileURLToPath(new URL('./judge.py', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, wrong } = JSON.parse(line) as { id: number; wrong?: string };
      const bytes = waiting.get(id);
      waiting.delete(id);
      if (wrong && bytes) guilty(wrong, bytes);
    });
    child.on('exit', (code, signal) => {
      if (closed) return;
      const [first] = waiting.values();
      if (first) guilty(`ends the judge (${signal ?? code})`, first);
      waiting.clear();
      judge = start();
    });
    return child;
  };
  let judge = start();
  return {
    ask(target, bytes, calls) {
      if (waiting.size >= MOST_WAITING) return;
      waiting.set(++asked, bytes);
      judge.stdin.write(`${JSON.stringify({ id: asked, target, calls, bytes: bytes.toString('base64') })}\n`);
    },
    asked: () => asked,
    close() {
      closed = true;
      judge.kill();
    },
  };
};
