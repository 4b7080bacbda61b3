import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { RiskTier, Sha256, VersionId } from '../registry/schema.ts';

/** What an approval is about, byte for byte. A difference in any of it at decision or at deployment refuses. */
export const Bound = whenUsed(() =>
  z.object({
    artefact: Sha256,
    manifest: Sha256,
    /** The manifest as it was read, which every later step goes by (`DeclaredManifest`). */
    declared: Sha256.optional(),
    policy: Sha256,
    validation: Sha256,
    evaluation: Sha256,
  }),
);
export type Bound = z.infer<typeof Bound>;

export const Vote = whenUsed(() =>
  z.object({
    subject: z.string(),
    name: z.string(),
    at: z.iso.datetime(),
    decision: z.enum(['approve', 'decline']),
    comment: z.string().max(2000),
  }),
);
export type Vote = z.infer<typeof Vote>;

/** The statement that is signed: an in-toto Statement v1 in a DSSE envelope (see statement.ts). */
export const SignedStatement = whenUsed(() =>
  z.object({
    payloadType: z.literal('application/vnd.in-toto+json'),
    /** base64 of the canonical JSON of the statement. */
    payload: z.string(),
    signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })).length(1),
  }),
);
export type SignedStatement = z.infer<typeof SignedStatement>;

export const ApprovalRequest = whenUsed(() =>
  VersionId.extend({
    /** 128 random bits, base64url: opaque, carries no authority. */
    requestId: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    status: z.enum(['pending', 'decided', 'expired', 'withdrawn']),
    revision: z.int().nonnegative(),
    risk: RiskTier,
    submitter: z.string(),
    environment: z.literal('production'),
    bound: Bound,
    policyVersion: z.int().positive(),
    /** Revision at which the version began to wait: any later save of the version ends what was asked. */
    versionRevision: z.int().nonnegative(),
    quorum: z.int().positive(),
    groups: z.array(z.string()),
    /** Subjects who got the mail. They are told the truth when they may no longer decide; strangers get a 404. */
    invited: z.array(z.string()),
    requestedAt: z.iso.datetime(),
    /** Epoch seconds; the table decides, not the state machine's clock. */
    expiresAt: z.int().positive(),
    /** When the first mails had all gone out; missing while that is still to be done. */
    mailedAt: z.iso.datetime().optional(),
    remindedAt: z.iso.datetime().optional(),
    escalatedAt: z.iso.datetime().optional(),
    /** What the gate let through by review only (S-23), as told in the mails. The report itself is bound. */
    exceptions: z.array(z.string().max(1000)).max(21).default([]),
    /** How it will be watched once it is live, as told in the mails. The evaluation that says it is bound. */
    watching: z.array(z.string().max(2000)).max(6).default([]),
    votes: z.array(Vote),
    outcome: z.enum(['approve', 'decline']).optional(),
    /** Signs the votes as they stand, from the first one on; of a decided request, the decision. */
    statement: SignedStatement.optional(),
    /** Step Functions task token, only here, removed once delivered. */
    taskToken: z.string().max(2048).optional(),
    deliveredAt: z.iso.datetime().optional(),
    /** The waiting task was gone when the decision was to be delivered: nothing deploys, operations are told. */
    undeliverableAt: z.iso.datetime().optional(),
  }),
);
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;
