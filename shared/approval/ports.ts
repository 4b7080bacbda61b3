import type { AuditDraft } from '../audit/schema.ts';
import type { ApprovalRequest, SignedStatement } from './schema.ts';

/** Where approval requests lie. */
export interface Approvals {
  /** Consistent read. */
  find(requestId: string): Promise<ApprovalRequest | undefined>;
  pending(): Promise<readonly ApprovalRequest[]>;
  /** Decided, but the waiting task was not told yet. */
  undelivered(): Promise<readonly ApprovalRequest[]>;
  /** Stores a new request, or returns the one that exists for the same id (re-entry, A-24). */
  open(request: ApprovalRequest): Promise<ApprovalRequest>;
  /**
   * Saves the request on its revision together with its audit records, in one transaction.
   * @throws VersionConflict when somebody else saved first
   */
  save(request: ApprovalRequest, drafts: readonly AuditDraft[]): Promise<void>;
}

/** Signs decision statements with a key that nobody but the decision function may use. */
export interface Signer {
  readonly keyId: string;
  /** ECDSA P-256 with SHA-256 over the DSSE pre-authentication encoding; DER, base64. */
  sign(message: Uint8Array): Promise<string>;
}

/** Verifies with the same key's public half. */
export type VerifySignature = (keyId: string, message: Uint8Array, signature: string) => Promise<boolean>;

/** Wakes the state machine that waits. `closed` when the task is gone (timed out or aborted). */
export type CompleteTask = (taskToken: string, output: { requestId: string }) => Promise<'delivered' | 'closed'>;

export type { SignedStatement };

/** A signed-in person's session, kept on the server; the cookie holds only its random id. */
export interface Session {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** Epoch seconds of the sign-in at the identity provider. */
  readonly signedInAt: number;
  readonly expiresAt: number;
  readonly csrf: string;
}

export interface Sessions {
  /** Keyed by SHA-256 of the cookie's value. */
  find(idHash: string): Promise<Session | undefined>;
  save(idHash: string, session: Session): Promise<void>;
  remove(idHash: string): Promise<void>;
}

/** One sign-in on its way to the identity provider and back: state, PKCE verifier and nonce; used once. */
export interface SignIn {
  readonly verifier: string;
  readonly nonce: string;
  /** Relative path to return to. */
  readonly next: string;
  readonly expiresAt: number;
}

export interface SignIns {
  save(stateHash: string, signIn: SignIn): Promise<void>;
  /** Reads and removes. */
  take(stateHash: string): Promise<SignIn | undefined>;
}
