import { VersionConflict } from '../../shared/registry/errors.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import type { CheckLease, ModelId } from '../../shared/registry/schema.ts';

/** A little longer than one function may run, and than the machine may that has many count a large window. */
const ONE_PASS_MS = 20 * 60_000;
const MANY_MS = 61 * 60_000;

/**
 * Takes the right to check a model, or renews it for the same run. Nothing when another run has it: one check of a
 * model at a time, and none whose lease was taken over can record anything, since the record is conditional on it.
 */
export const takeLease = async (
  registry: ModelRegistry,
  { team, model }: ModelId,
  run: string,
  now: Date,
): Promise<CheckLease | undefined> => {
  const held = await registry.checkLease({ team, model });
  if (held && held.run !== run && held.until > now.toISOString()) return undefined;
  const until = new Date(now.getTime() + ONE_PASS_MS).toISOString();
  return take(registry, { team, model, run, until, revision: held ? held.revision + 1 : 0 });
};

/** Keeps the lease while many functions count. */
export const prolong = (registry: ModelRegistry, lease: CheckLease, now: Date): Promise<CheckLease | undefined> =>
  take(registry, next(lease, new Date(now.getTime() + MANY_MS)));

/** The lease as it is when the check is over. */
export const ended = (lease: CheckLease, now: Date): CheckLease => next(lease, now);

/** Gives the lease back when nothing is recorded. */
export const giveBack = async (registry: ModelRegistry, lease: CheckLease, now: Date): Promise<void> => {
  await take(registry, ended(lease, now));
};

const next = (lease: CheckLease, until: Date): CheckLease => ({
  ...lease,
  until: until.toISOString(),
  revision: lease.revision + 1,
});

const take = async (registry: ModelRegistry, lease: CheckLease): Promise<CheckLease | undefined> => {
  try {
    await registry.takeCheckLease(lease);
    return lease;
  } catch (error) {
    // Another run took it a moment ago.
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
};
