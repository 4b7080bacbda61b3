import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Verdict } from '../monitoring/schema.ts';

export const Team = whenUsed(() =>
  z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'lower-case letters, digits and hyphens, 2 to 31 characters'),
);
export type Team = z.infer<typeof Team>;

export const ModelName = whenUsed(() =>
  z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'lower-case letters, digits and hyphens, 2 to 63 characters'),
);
export type ModelName = z.infer<typeof ModelName>;

export const Version = whenUsed(() =>
  z
    .string()
    .max(32)
    .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9a-z.-]+)?$/, 'a semantic version such as 1.4.0'),
);
export type Version = z.infer<typeof Version>;

export const Sha256 = whenUsed(() =>
  z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest: 64 lower-case hexadecimal digits'),
);
export type Sha256 = z.infer<typeof Sha256>;

export const RiskTier = whenUsed(() => z.enum(['low', 'medium', 'high']));
export type RiskTier = z.infer<typeof RiskTier>;

/** Where a version stands. `lifecycle.ts` says which state may follow which. */
export const State = whenUsed(() =>
  z.enum([
    'received',
    'validated',
    'staged',
    'evaluated',
    'awaiting-approval',
    'approved',
    'deploying',
    'live',
    'superseded',
    'retired',
    'refused',
    'declined',
    'expired',
    'withdrawn',
    'deploy-failed',
    'rolled-back',
    'failed',
  ]),
);
export type State = z.infer<typeof State>;

/** Names one model: it has one audit chain and one production endpoint. */
export const ModelId = whenUsed(() => z.object({ team: Team, model: ModelName }));
export type ModelId = z.infer<typeof ModelId>;

export const VersionId = whenUsed(() => ModelId.extend({ version: Version }));
export type VersionId = z.infer<typeof VersionId>;

/** Why something ended: a code for machines, a sentence for people. */
export const Reason = whenUsed(() => z.object({ code: z.string().max(64), text: z.string().max(2000) }));
export type Reason = z.infer<typeof Reason>;

/** One thing wrong with a submission: where, what, and what would be right. */
export const Finding = whenUsed(() =>
  z.object({
    path: z.string().max(512),
    code: z.string().max(64),
    message: z.string().max(1000),
    expected: z.string().max(1000).optional(),
  }),
);
export type Finding = z.infer<typeof Finding>;

/** An object in the intake: which version of which key. */
export const UploadedFile = whenUsed(() => z.object({ key: z.string(), version: z.string().optional() }));
export type UploadedFile = z.infer<typeof UploadedFile>;

/** Bytes in the write-once store: `key` is named by `sha256`. */
export const StoredFile = whenUsed(() =>
  z.object({
    key: z.string(),
    sha256: Sha256,
    bytes: z.int().nonnegative(),
    /** Where it came from. */
    upload: UploadedFile.optional(),
  }),
);
export type StoredFile = z.infer<typeof StoredFile>;

/** The SageMaker resources that serve a version. */
export const Serving = whenUsed(() => z.object({ endpoint: z.string(), config: z.string(), model: z.string() }));
export type Serving = z.infer<typeof Serving>;

export const ModelVersion = whenUsed(() =>
  VersionId.extend({
    state: State,
    /** Raised by one with every save; every save is conditional on it. */
    revision: z.int().nonnegative(),
    owner: z.string(),
    submitter: z.string(),
    purpose: z.string(),
    risk: RiskTier,
    task: z.string(),
    /** Name of the execution that works on it: one at a time. */
    run: z.string(),
    receivedAt: z.iso.datetime(),
    changedAt: z.iso.datetime(),
    manifest: StoredFile,
    /** What the manifest said when it was read (`DeclaredManifest`). Versions received before there was one have none. */
    declared: StoredFile.optional(),
    files: z.object({ model: StoredFile, holdout: StoredFile, baseline: StoredFile }),
    /** The policy it is judged by, pinned when it was received, and the rules of the gate that judged it. */
    policy: z.object({ version: z.int().positive(), sha256: Sha256, gate: z.string().optional() }),
    /** Digests of the reports this version was judged by; the bytes lie in the evidence store under that digest. */
    evidence: z.object({ validation: Sha256.optional(), evaluation: Sha256.optional(), profile: Sha256.optional() }),
    approval: z.object({ requestId: z.string(), expiresAt: z.int() }).optional(),
    serving: Serving.optional(),
    reason: Reason.optional(),
  }),
);
export type ModelVersion = z.infer<typeof ModelVersion>;

/** A submission that was turned away at the door: it never became a version, so its number may be used again. */
export const RefusedSubmission = whenUsed(() =>
  VersionId.extend({
    fingerprint: Sha256,
    submitter: z.string(),
    at: z.iso.datetime(),
    findings: z.array(Finding).min(1),
  }),
);
export type RefusedSubmission = z.infer<typeof RefusedSubmission>;

/** What the last checks of the live model said. */
export const ModelHealth = whenUsed(() =>
  ModelId.extend({
    version: Version,
    checkedAt: z.iso.datetime(),
    verdict: Verdict,
    sentence: z.string(),
    rows: z.int().nonnegative(),
    /** S3 key of the report page in the evidence store. */
    report: z.string(),
    /** Verdicts of the last windows, newest last. */
    recent: z
      .array(
        z.object({
          /** The window ended at this instant, and began at the other; older entries know only the end. */
          at: z.iso.datetime(),
          from: z.iso.datetime().optional(),
          /** What its files held when it was counted: more bytes later are records that came late. */
          bytes: z.int().nonnegative().optional(),
          rows: z.int().nonnegative().optional(),
          verdict: Verdict,
          calm: z.boolean(),
          /** What was asked for because of this window, and its cause; absent when nothing was. */
          reaction: z.enum(['alert', 'retrain', 'rollback']).optional(),
          cause: Sha256.optional(),
        }),
      )
      .max(50),
    /** What was asked for, newest last: it is remembered longer than the windows are. */
    reactions: z
      .array(
        z.object({
          at: z.iso.datetime(),
          reaction: z.enum(['alert', 'retrain', 'rollback']),
          cause: Sha256.optional(),
        }),
      )
      .max(20)
      .optional(),
    /** What late labels told last: of the window that ended at `at`. */
    quality: z
      .object({
        verdict: z.enum(['worse', 'as-released', 'measured', 'not-enough-evidence']),
        sentence: z.string(),
        at: z.iso.datetime(),
      })
      .optional(),
    /** Which columns the answers rested on, when that was measured last: of the window that ended at `at`. */
    importance: z
      .object({
        verdict: z.enum(['changed', 'watch', 'as-released', 'not-enough-evidence']),
        sentence: z.string(),
        at: z.iso.datetime(),
      })
      .optional(),
    /** Windows with too few rows that wait to be judged with the next one. */
    waiting: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).optional(),
    alarm: z.boolean(),
    revision: z.int().nonnegative(),
  }),
);
export type ModelHealth = z.infer<typeof ModelHealth>;

/** The check of a model that is under way: one at a time. It lapses, so that a broken one stops nobody for long. */
export const CheckLease = whenUsed(() =>
  ModelId.extend({
    /** Name of the execution that has it. */
    run: z.string(),
    until: z.iso.datetime(),
    revision: z.int().nonnegative(),
  }),
);
export type CheckLease = z.infer<typeof CheckLease>;

export const modelKey = ({ team, model }: ModelId): string => `${team}/${model}`;
export const versionKey = (id: VersionId): string => `${modelKey(id)}@${id.version}`;
