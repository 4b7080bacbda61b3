import { readdirSync, readFileSync } from 'node:fs';

/** Direct children of this process, from /proc: what the parent itself believes would prove nothing. */
export const children = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${process.pid}\n`);
      } catch {
        return false;
      }
    })
    .map(Number);
