import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startRehearsal } from '../../../infra/demo/rehearsal.ts';
import { lockFolder } from '../../../infra/local/processes/lock.ts';
import type { Children } from './rehearsal-process.ts';

const parent = mkdtempSync(path.join(tmpdir(), 'slipway-rehearsal-'));
afterAll(() => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }));
const aFolder = () => mkdtempSync(path.join(parent, 'folder-'));

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const gone = async (pids: readonly number[]): Promise<boolean> => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (!pids.some(alive)) return true;
    await pause(20);
  }
  return false;
};

const elsewhere = (folder: string) =>
  spawn(process.execPath, [path.join(import.meta.dirname, 'rehearsal-process.ts'), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

// The ids of processes come from /proc.
describe.runIf(process.platform === 'linux')('a rehearsal', { timeout: 40_000 }, () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGKILL', null],
  ] as const)('leaves no process behind after %s', async (signal, expected) => {
    const folder = aFolder();
    const process = elsewhere(folder);
    const exited = once(process, 'exit');
    const [line] = await once(createInterface({ input: process.stdout }), 'line');
    const children = JSON.parse(String(line)) as Children;
    expect(children.length).toBeGreaterThanOrEqual(3);
    expect(children.every(alive)).toBe(true);

    process.kill(signal);
    const [code] = await exited;

    expect(code).toBe(expected);
    expect(await gone(children)).toBe(true);
    expect(existsSync(path.join(folder, 'lock'))).toBe(signal === 'SIGKILL');
  });

  it('ends without a complaint when it is stopped while it starts', async () => {
    const folder = aFolder();
    const process = elsewhere(folder);
    const errors: string[] = [];
    process.stderr.on('data', (text) => errors.push(String(text)));
    const exited = once(process, 'exit');
    // The database is the first thing that starts.
    while (!existsSync(path.join(folder, 'dynamodb'))) await pause(10);
    process.kill('SIGINT');

    expect((await exited)[0]).toBe(130);
    expect(errors.join('')).toBe('');
  });
});

describe('what a rehearsal needs', () => {
  const start = (folder: string, port: number) => startRehearsal({ fresh: true, say: () => {}, folder, port });

  it('is asked for before anything is built: a folder of its own', async () => {
    const folder = aFolder();
    const release = lockFolder(folder);

    await expect(start(folder, 0)).rejects.toMatchObject({
      name: 'Complaint',
      message: expect.stringContaining('Another local cloud'),
    });
    release();
  });

  it('and free ports', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };

    await expect(start(aFolder(), port)).rejects.toMatchObject({
      name: 'Complaint',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
    await expect(start(aFolder(), Number.NaN)).rejects.toThrow('SLIPWAY_PORT');
    server.close();
  });
});
