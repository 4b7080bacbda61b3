import { existsSync, readFileSync } from 'node:fs';

/** What a process has cost since it began: milliseconds of the clock and of the processor, and MiB at its peak. */
export interface ProcessCost {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
}

export const ownCost = (): ProcessCost => {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000, rss: peak() };
};

// What the system says of the process itself: Node's own figure includes that of whoever started it.
const peak = (): number => {
  const own = existsSync('/proc/self/status') ? /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) : null;
  return own ? Number(own[1]) / 1024 : process.resourceUsage().maxRSS / 1024;
};
