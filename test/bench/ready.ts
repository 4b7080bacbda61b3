import { spawn } from 'node:child_process';
import { median } from './facts.ts';

const RUNS = 3;

/** Seconds from `npm start` (dependencies installed) until the local cloud is up and the first submission is uploaded. */
export const benchReady = async (): Promise<string> => {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) seconds.push(await once());
  return `From \`npm start\` until the local cloud is up, building and synthesis included: **${median(seconds).toFixed(1)} s** (median of ${RUNS}).`;
};

const once = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['infra/demo/start.ts'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [seconds, heard] = [0, ''];
    child.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
      if (seconds > 0 || !heard.includes('local cloud up')) return;
      seconds = (performance.now() - started) / 1000;
      child.kill('SIGINT');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
    });
    child.on('exit', () =>
      seconds > 0 ? resolve(seconds) : reject(new Error(`npm start did not come up:\n${heard}`)),
    );
  });
