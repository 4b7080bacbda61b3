import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { PolicyMissing } from '../policy/errors.ts';
import type { Policies, PolicyInForce } from '../policy/ports.ts';
import { Policy } from '../policy/schema.ts';
import { Sha256 } from '../registry/schema.ts';
import type { Documents } from '../storage/ports.ts';

/** Key of the pointer to the policy in force. */
export const CURRENT_POLICY = 'policies/current.json';

/** What the pointer holds. */
export const PolicyPointer = whenUsed(() => z.object({ version: z.int().positive(), sha256: Sha256 }));

/** Policies as documents: each version under its digest, and a pointer to the one in force. */
export const documentPolicies = (documents: Documents): Policies => {
  const bySha256: Policies['bySha256'] = async (sha256) => ({
    policy: Policy.parse(await documents.json(sha256)),
    sha256,
  });
  return {
    bySha256,
    async current() {
      const pointer = await policyInForce(documents)();
      if (!pointer) throw new PolicyMissing('none was applied yet');
      return bySha256(pointer.sha256);
    },
  };
};

/** The pointer alone, for those who need not know what the policy says. */
export const policyInForce =
  (documents: Pick<Documents, 'text'>): PolicyInForce =>
  async () => {
    const pointer = await documents.text(CURRENT_POLICY);
    return pointer === undefined ? undefined : PolicyPointer.parse(JSON.parse(pointer));
  };
