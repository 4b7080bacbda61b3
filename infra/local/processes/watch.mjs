// The other end of watchdog.ts: remembers process ids from standard input and ends them when the input closes.
// Plain JavaScript and nothing imported early, because one of these runs beside every local cloud.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const guarded = new Set();
const folders = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [word, ...rest] = line.split(' ');
    const what = rest.join(' ');
    if (word === 'guard') guarded.add(Number(what));
    else if (word === 'release') guarded.delete(Number(what));
    else if (word === 'remove') folders.add(what);
  })
  .on('close', () => {
    for (const pid of guarded) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It had ended already.
      }
    }
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    process.exit(0);
  });
