import { parentPort } from 'node:worker_threads';
import { windowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import type { Task } from './crew.ts';
import { openBytes } from './text-file.ts';
import { placeOf, takeUnit, waitForNear } from './turn.ts';
import { unitReader } from './unit-reader.ts';

// A thread that counts units of a file until none is left. What goes wrong here is not told from here: the first thread
// then counts for itself, and meets what is really wrong.
parentPort?.once('message', ({ path, kind, profile, unitBytes, turn, port }: Task) => {
  const bytes = openBytes(path);
  const reader = unitReader(kind, bytes, windowTarget(profile), unitBytes);
  for (let unit = takeUnit(turn); unit < reader.units; unit = takeUnit(turn)) {
    waitForNear(turn, unit);
    const start = reader.likelyStart(unit);
    port.postMessage(start === undefined ? { unit } : reader.count(unit, start, placeOf(turn, unit)));
  }
  bytes.close();
  port.close();
});
