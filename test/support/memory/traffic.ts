import { OWN_REQUEST } from '../../../shared/deployment/golden.ts';
import { isTraffic } from '../../../shared/monitoring/line-time.ts';
import type { TrafficWindows } from '../../../shared/monitoring/ports.ts';

/** Captured lines in memory, by endpoint. `during` is called while a window is read, for what happens meanwhile. */
export const memoryTraffic = (
  lines: Readonly<Record<string, readonly string[]>>,
  during: () => void = () => {},
): TrafficWindows => ({
  async *read(endpoint, from, to) {
    during();
    for (const line of lines[endpoint] ?? []) if (isTraffic(line, from, to, OWN_REQUEST)) yield line;
  },
});
