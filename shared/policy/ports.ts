import type { Policy } from './schema.ts';

export interface PinnedPolicy {
  readonly policy: Policy;
  readonly sha256: string;
}

/** Where policies are kept: every version under its digest, and a pointer to the one in force. */
export interface Policies {
  /** @throws PolicyMissing when no policy was ever applied */
  current(): Promise<PinnedPolicy>;
  bySha256(sha256: string): Promise<PinnedPolicy>;
}

/** Which policy is in force, without reading it; `undefined` when none was ever applied. */
export type PolicyInForce = () => Promise<Pick<PinnedPolicy, 'sha256'> | undefined>;
