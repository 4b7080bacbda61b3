import type { AuditDraft, AuditRecord } from '../audit/schema.ts';
import type { ModelVersion } from '../registry/schema.ts';
import type { ApprovalRequest } from './schema.ts';

/** Where approval requests lie. */
export interface Approvals {
  /** Consistent read. */
  find(requestId: string): Promise<ApprovalRequest | undefined>;
  /** Asked and neither decided nor closed, oldest first. */
  pending(): Promise<readonly ApprovalRequest[]>;
  /** Decided, but the waiting task was not told yet, oldest first. */
  undelivered(): Promise<readonly ApprovalRequest[]>;
  /**
   * Stores a new request, the version that now waits for it, and the records, in one transaction.
   * @throws VersionConflict when the request exists or somebody else saved the version first
   */
  open(request: ApprovalRequest, version: ModelVersion, drafts: readonly AuditDraft[]): Promise<readonly AuditRecord[]>;
  /**
   * Saves the request on its revision, with its records and, when given, the version it is about, in one transaction.
   * Without records it is book-keeping: a new task token, a reminder, a delivery.
   * @throws VersionConflict when somebody else saved first
   */
  save(request: ApprovalRequest, drafts: readonly AuditDraft[], version?: ModelVersion): Promise<void>;
}

/** Counts tries in a window that starts with the first of them, and says how many there were, this one included. */
export type CountTry = (key: string, windowSeconds: number, now: Date) => Promise<number>;

/** Signs decision statements with a key that nobody but the decision function may use. */
export interface Signer {
  readonly keyId: string;
  /** ECDSA P-256 with SHA-256 over the DSSE pre-authentication encoding; DER, base64. */
  sign(message: Uint8Array): Promise<string>;
}

/** Verifies with the public half of the pinned key. A `keyId` that is not the pinned one never verifies. */
export type VerifySignature = (keyId: string, message: Uint8Array, signature: string) => Promise<boolean>;

/**
 * Wakes the state machine that waits. `closed` when the task is gone (timed out or aborted).
 * @throws TaskTokenInvalid when the token was never one
 */
export type CompleteTask = (taskToken: string, output: { requestId: string }) => Promise<'delivered' | 'closed'>;

/** A signed-in person's session, kept on the server; the cookie holds only its random id. */
export interface Session {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** Epoch seconds of the sign-in at the identity provider. */
  readonly signedInAt: number;
  readonly expiresAt: number;
  /** Key of this session's form tokens. */
  readonly csrf: string;
}

export interface Sessions {
  /** Keyed by SHA-256 of the cookie's value. */
  find(idHash: string): Promise<Session | undefined>;
  save(idHash: string, session: Session): Promise<void>;
  remove(idHash: string): Promise<void>;
}

/** One sign-in on its way to the identity provider and back: PKCE verifier and nonce; used once. */
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

/** Who came back from the identity provider. */
export interface Identity {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** Epoch seconds of the sign-in there. */
  readonly signedInAt: number;
}

/** The company's identity provider: OpenID Connect, authorization code with PKCE, public client. */
export interface IdentityProvider {
  /** Address to send the browser to. Always asks the person to sign in: a decision needs a fresh sign-in. */
  signInUrl(ask: { readonly state: string; readonly nonce: string; readonly verifier: string }): Promise<string>;
  /** The person behind the answer, or `undefined` when the provider or the person said no or the answer does not hold. */
  identify(
    answer: URLSearchParams,
    expected: { readonly state: string; readonly nonce: string; readonly verifier: string },
  ): Promise<Identity | undefined>;
}
