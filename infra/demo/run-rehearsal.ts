import { stopOnSignals } from '../local/processes/signals.ts';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from './rehearsal.ts';

/**
 * Starts a local cloud, does the work, and ends the cloud however the work ends: done, failed, or by Ctrl-C, a polite kill or
 * a closed terminal at any moment, also while things are still being built. Work that goes on for ever is ended by those.
 */
export const runRehearsal = async (
  options: RehearsalOptions,
  work: (rehearsal: Rehearsal) => Promise<void>,
): Promise<void> => {
  const ending = new AbortController();
  const starting = startRehearsal({ ...options, signal: ending.signal });
  stopOnSignals({
    stop: async () => {
      ending.abort();
      await starting.then(
        (rehearsal) => rehearsal.stop(),
        () => {},
      );
    },
  });
  try {
    const rehearsal = await starting;
    await work(rehearsal).finally(() => (ending.signal.aborted ? undefined : rehearsal.stop()));
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  }
  // What fails because everything is being ended is no failure: the signal decides when and how this process ends.
  if (ending.signal.aborted) await forEver();
};

/** Nothing but a signal ends it. */
export const forEver = (): Promise<never> => new Promise(() => {});
