import { BaselineMissing } from '../monitoring/errors.ts';
import type { Baselines } from '../monitoring/ports.ts';
import { BaselineProfile } from '../monitoring/schema.ts';
import type { Documents } from '../storage/ports.ts';

/** Profiles as documents under their own digest; the version names the digest. */
export const documentBaselines = (documents: Documents): Baselines => ({
  save: (profile) => documents.keepJson(profile),
  async load(digest) {
    try {
      return BaselineProfile.parse(await documents.json(digest));
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') throw new BaselineMissing(digest, { cause: error });
      throw error;
    }
  },
});
