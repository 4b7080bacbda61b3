import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Told } from './target.ts';

/** Asks Python what accepted files would call, and whether it sees in them what the gate sees. */
export interface Judge {
  /** Hands a file over; those that come faster than Python answers are left out. */
  ask(bytes: Buffer, told: Told): void;
  asked(): number;
  close(): void;
}

const MOST_WAITING = 40;

/** `python` has what test/corpus/requirements.txt names. `guilty` hears of files that are not what their report says. */
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
    ask(bytes, told) {
      if (waiting.size >= MOST_WAITING) return;
      waiting.set(++asked, bytes);
      judge.stdin.write(`${JSON.stringify({ id: asked, ...told, bytes: bytes.toString('base64') })}\n`);
    },
    asked: () => asked,
    close() {
      closed = true;
      judge.kill();
    },
  };
};
