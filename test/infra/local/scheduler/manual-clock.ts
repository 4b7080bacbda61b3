import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../../infra/local/scheduler/agenda.ts';

/** A clock that stands still until a test moves it; then it rings in order, and lets what was rung for happen. */
export const manualClock = (start = Date.parse('2026-01-01T00:00:00Z')) => {
  let now = start;
  const rings = new Set<{ readonly due: number; readonly ring: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  };
  const clock: Clock = {
    now: () => now,
    after: (milliseconds, ring) => {
      const entry = { due: now + milliseconds, ring };
      rings.add(entry);
      return () => rings.delete(entry);
    },
  };
  return {
    ...clock,
    settle,
    advance: async (seconds: number): Promise<void> => {
      const until = now + seconds * 1000;
      for (;;) {
        await settle();
        const next = [...rings].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        rings.delete(next);
        now = next.due;
        next.ring();
      }
      now = until;
    },
  };
};
