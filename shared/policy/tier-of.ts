import type { RiskTier } from '../registry/schema.ts';
import { PolicyMissing } from './errors.ts';
import type { Policy, Tier } from './schema.ts';

/** What the policy asks of a risk tier. @throws PolicyMissing when it says nothing about it */
export const tierOf = (policy: Policy, risk: RiskTier): Tier => {
  const tier = policy.tiers[risk];
  if (!tier) throw new PolicyMissing(`version ${policy.version} has no tier ${risk}`);
  return tier;
};
