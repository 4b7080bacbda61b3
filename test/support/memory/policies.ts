import { sha256 } from '../../../shared/kernel/canonical.ts';
import { PolicyMissing } from '../../../shared/policy/errors.ts';
import type { Policies } from '../../../shared/policy/ports.ts';
import { Policy } from '../../../shared/policy/schema.ts';

export interface MemoryPolicies extends Policies {
  /** Puts a policy in force; answers its digest. */
  apply(policy: Policy): string;
}

/** Policies in memory: every version stays under its digest. */
export const memoryPolicies = (first?: Policy): MemoryPolicies => {
  const kept = new Map<string, Policy>();
  let inForce: string | undefined;
  const apply = (policy: Policy): string => {
    const body = JSON.stringify(Policy.parse(policy));
    inForce = sha256(body);
    kept.set(inForce, Policy.parse(JSON.parse(body)));
    return inForce;
  };
  const bySha256: Policies['bySha256'] = async (digest) => {
    const policy = kept.get(digest);
    if (!policy) throw Object.assign(new Error(`there is no policy ${digest}`), { name: 'NoSuchKey' });
    return { policy, sha256: digest };
  };
  if (first) apply(first);
  return {
    apply,
    bySha256,
    async current() {
      if (inForce === undefined) throw new PolicyMissing('none was applied yet');
      return bySha256(inForce);
    },
  };
};
