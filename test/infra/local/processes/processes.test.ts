import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../../../infra/local/processes/lock.ts';
import { temporaryFolder } from '../support/test-cloud.ts';
import type { Started } from './cloud-process.ts';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A process that ended but was not waited for is still in the table.
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const gone = async (pids: readonly number[]): Promise<boolean> => {
  for (let tries = 0; tries < 250; tries += 1) {
    if (!pids.some(alive)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
};

/** A local cloud in a process of its own, with a function that spins and so does not hear that its input has closed. */
const startElsewhere = async (folder: string) => {
  const parent = spawn(process.execPath, [path.join(import.meta.dirname, 'cloud-process.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: parent.stdout });
  const [line] = await once(lines, 'line');
  const { pids, codeFolder } = JSON.parse(String(line)) as Started;
  return { parent, pids, codeFolder, exited: once(parent, 'exit') };
};

describe('the processes of a local cloud', () => {
  it('end when it is killed outright, even those that are busy, and its temporary files go too', async () => {
    const { parent, pids, codeFolder, exited } = await startElsewhere(temporaryFolder());
    expect(pids.length).toBeGreaterThanOrEqual(3);
    expect(pids.every(alive)).toBe(true);

    parent.kill('SIGKILL');
    await exited;

    expect(await gone(pids)).toBe(true);
    expect(existsSync(codeFolder)).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('end with it on %s', async (signal) => {
    const { parent, pids, exited } = await startElsewhere(temporaryFolder());

    parent.kill(signal);
    const [code] = await exited;

    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(await gone(pids)).toBe(true);
  });

  it('leave a folder that the next local cloud can take over', async () => {
    const folder = temporaryFolder();
    const first = await startElsewhere(folder);
    first.parent.kill('SIGKILL');
    await first.exited;

    const second = await startElsewhere(folder);
    second.parent.kill('SIGTERM');
    await second.exited;
    expect(await gone([...first.pids, ...second.pids])).toBe(true);
  });
});

describe('the lock of a data folder', () => {
  it('keeps a second local cloud out, until the first lets go', () => {
    const folder = temporaryFolder();
    const release = lockFolder(folder);

    expect(() => lockFolder(folder)).toThrow(/Another local cloud \(process \d+\)/);
    release();
    lockFolder(folder)();
  });

  it('is taken over when its owner is gone, or never wrote down who it is', () => {
    const folder = temporaryFolder();
    for (const owner of ['4194304', '']) {
      writeFileSync(path.join(folder, 'lock'), owner);
      lockFolder(folder)();
    }
  });
});
