import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workers from 'node:worker_threads';
import { corpus, fileName, scanBytes } from './corpus.ts';

/**
 * Scans the whole corpus where nothing outside can be reached: files, processes and threads are closed by the permissions
 * that Node was started with, and from here on by traps; the network, which those permissions leave open, by traps.
 */
const cases = corpus();
const reached: string[] = [];
const trap = (of: object, name: string): void => {
  Object.defineProperty(of, name, {
    configurable: true,
    value: () => {
      reached.push(name);
      throw new Error(`${name} was reached`);
    },
  });
};
for (const module of [fs, fs.promises, childProcess, dns, dns.promises, dgram])
  for (const [name, value] of Object.entries(module))
    if (typeof value === 'function' && /^[a-z]/.test(name)) trap(module, name);
for (const name of ['connect', 'listen']) trap(net.Socket.prototype, name);
for (const name of ['connect', 'createConnection', 'createServer']) trap(net, name);
trap(workers, 'Worker');
trap(globalThis, 'fetch');
trap(globalThis, 'eval');
syncBuiltinESMExports();

const verdicts = { accept: 0, refuse: 0, wrong: 0 };
for (const { path, bytes, expect } of cases) {
  const { verdict } = await scanBytes(bytes, fileName(path));
  verdicts[verdict]++;
  if (verdict !== expect) verdicts.wrong++;
}
const allowed = ['fs.write', 'child', 'worker', 'addon', 'wasi'].filter((scope) => process.permission.has(scope));
process.stdout.write(JSON.stringify({ ...verdicts, reached, allowed }));
