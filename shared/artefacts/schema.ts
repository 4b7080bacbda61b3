import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';

/** One thing the gate has against an artefact. The code is stable; the message says it in words. */
export const ScanFinding = whenUsed(() =>
  z.object({
    code: z.string().max(64),
    message: z.string().max(1000),
    /** File inside an archive; `outer!inner` for an archive in an archive. */
    member: z.string().max(512).optional(),
    /** Byte in the file or, for a member, in the member's expanded content. */
    offset: z.int().nonnegative().optional(),
    /** What to do instead. */
    advice: z.string().max(1000).optional(),
  }),
);
export type ScanFinding = z.infer<typeof ScanFinding>;

/** What a tensor of an ONNX graph is: the name, the element type and the dimensions (a name for a free one). */
export const TensorShape = whenUsed(() =>
  z.object({ name: z.string(), type: z.string(), dimensions: z.array(z.string()) }),
);
export type TensorShape = z.infer<typeof TensorShape>;

/** A Python name that a pickle asks for, and what for: `call` and `new` run code of the library, `reference` does not. */
export const GlobalUse = whenUsed(() =>
  z.object({
    module: z.string(),
    name: z.string(),
    role: z.enum(['call', 'new', 'reference', 'refused']),
    count: z.int().positive(),
  }),
);
export type GlobalUse = z.infer<typeof GlobalUse>;

/** The `code/` folder of an archive, known by the digest of its tree, and who approved it if somebody did (S-23). */
export const CodeTreeUse = whenUsed(() =>
  z.object({
    /** SHA-256 over the sorted lines `<sha256 of the file>  <path>` of its files, as `sha256sum` writes them. */
    digest: z.string(),
    files: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    approved: z.boolean(),
    reason: z.string().optional(),
    owner: z.string().optional(),
    expires: z.string().optional(),
  }),
);
export type CodeTreeUse = z.infer<typeof CodeTreeUse>;

/** A name that this artefact uses because people of the house reviewed and allowed it. */
export const ReviewedUse = whenUsed(() =>
  z.object({
    module: z.string(),
    name: z.string(),
    role: z.enum(['call', 'new', 'reference']),
    reason: z.string(),
    owner: z.string(),
  }),
);
export type ReviewedUse = z.infer<typeof ReviewedUse>;

/** The verdict on an artefact: a function of its bytes and of the rules, with everything that was seen. */
export const ScanReport = whenUsed(() =>
  z.object({
    verdict: z.enum(['accept', 'refuse']),
    /** Changes whenever a rule or a default limit does: the same bytes under the same rules have the same report. */
    rules: z.string().default(''),
    /** The policy whose additions and limits it was judged by; absent when it was judged by the gate's own rules alone. */
    policy: z.object({ version: z.int().positive(), sha256: z.string() }).optional(),
    format: z.string(),
    sha256: z.string().default(''),
    bytes: z.int().nonnegative(),
    expandedBytes: z.int().nonnegative(),
    members: z.array(z.object({ name: z.string(), bytes: z.int().nonnegative(), format: z.string().optional() })),
    inputs: z.array(TensorShape),
    outputs: z.array(TensorShape),
    operators: z.array(z.string()),
    globals: z.array(GlobalUse).default([]),
    reviewed: z.array(ReviewedUse).default([]),
    code: CodeTreeUse.optional(),
    /** Columns the model reads, as the artefact itself says; absent when it does not. */
    features: z.object({ names: z.array(z.string()).optional(), count: z.int().nonnegative().optional() }).optional(),
    /** How much of each limit was used. */
    limits: z.array(z.object({ name: z.string(), used: z.number(), limit: z.number() })).default([]),
    findings: z.array(ScanFinding),
  }),
);
export type ScanReport = z.infer<typeof ScanReport>;

/** Bounds that keep a hostile file from filling memory or time (S-06). Each is checked before anything is allocated. */
export interface ScanLimits {
  readonly inputBytes: number;
  readonly expandedBytes: number;
  /** Expanded bytes for each compressed byte, once the expanded size passes ten megabytes. */
  readonly ratio: number;
  readonly members: number;
  readonly nameLength: number;
  readonly pathDepth: number;
  readonly archiveLevels: number;
  /** Containers in containers, in a pickle, a graph or a document tree. */
  readonly nesting: number;
  readonly jsonDepth: number;
  readonly opcodes: number;
  readonly memoEntries: number;
  /** Estimate of what a pickle's symbols take in memory, in bytes. */
  readonly symbolBytes: number;
  /** Headers that must be held whole: pax and long names. */
  readonly headerBytes: number;
  readonly xmlAttributes: number;
  /** Elements counted in documents: keys, values, tensors, nodes. */
  readonly elements: number;
  /** Formats that cannot be read in one pass (HDF5) are held whole up to here. */
  readonly heldBytes: number;
  /** Bytes that are not zero and belong to nothing, as HDF5 leaves them behind where attributes were written anew. */
  readonly unclaimedBytes: number;
  /** The table of tensors of safetensors, which is read as a stream. */
  readonly tensorHeaderBytes: number;
  /** Time of a scan, where a clock is given. */
  readonly seconds: number;
}

export const defaultLimits: ScanLimits = {
  inputBytes: 2 ** 34,
  expandedBytes: 2 ** 36,
  ratio: 200,
  members: 10_000,
  nameLength: 1024,
  pathDepth: 32,
  archiveLevels: 2,
  nesting: 1000,
  jsonDepth: 200,
  opcodes: 50_000_000,
  memoEntries: 5_000_000,
  symbolBytes: 2 ** 28,
  headerBytes: 2 ** 16,
  xmlAttributes: 1000,
  elements: 50_000_000,
  heldBytes: 2 ** 27,
  unclaimedBytes: 1024,
  tensorHeaderBytes: 100_000_000,
  seconds: 600,
};

/**
 * As far as a policy may move each limit. What decides how much memory a scan takes, or how deep it goes, can only be
 * narrowed; what decides how long it takes, within what a function's quarter of an hour bears.
 */
export const hardLimits: ScanLimits = {
  ...defaultLimits,
  expandedBytes: 2 ** 37,
  ratio: 1000,
  members: 100_000,
  pathDepth: 64,
  opcodes: 200_000_000,
  elements: 200_000_000,
};

/** Identity of the rules of this version of the gate; it stands in every report. */
export const GATE = 'slipway/gate/5';
