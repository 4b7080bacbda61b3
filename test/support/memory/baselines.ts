import { sha256 } from '../../../shared/kernel/canonical.ts';
import { BaselineMissing } from '../../../shared/monitoring/errors.ts';
import type { Baselines } from '../../../shared/monitoring/ports.ts';
import { BaselineProfile } from '../../../shared/monitoring/schema.ts';

/** Profiles in memory, through JSON as they would be stored. */
export const memoryBaselines = (): Baselines => {
  const kept = new Map<string, string>();
  return {
    async save(profile) {
      const body = JSON.stringify(profile);
      kept.set(sha256(body), body);
      return sha256(body);
    },
    async load(digest) {
      const body = kept.get(digest);
      if (body === undefined) throw new BaselineMissing(digest);
      return BaselineProfile.parse(JSON.parse(body));
    },
  };
};
