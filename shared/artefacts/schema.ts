import * as z from 'zod';

/** One thing the gate has against an artefact. The code is stable; the message says it in words. */
export const ScanFinding = z.object({
  code: z.string().max(64),
  message: z.string().max(1000),
  /** File inside an archive. */
  member: z.string().max(512).optional(),
  /** Byte in the file or, for a member, in the expanded archive. */
  offset: z.int().nonnegative().optional(),
  /** What to do instead. */
  advice: z.string().max(1000).optional(),
});
export type ScanFinding = z.infer<typeof ScanFinding>;

/** What a tensor of an ONNX graph is: the name, the element type and the dimensions (a name for a free one). */
export const TensorShape = z.object({ name: z.string(), type: z.string(), dimensions: z.array(z.string()) });
export type TensorShape = z.infer<typeof TensorShape>;

/** The verdict on an artefact: a function of its bytes and of the limits, with everything that was seen. */
export const ScanReport = z.object({
  verdict: z.enum(['accept', 'refuse']),
  format: z.string(),
  bytes: z.int().nonnegative(),
  expandedBytes: z.int().nonnegative(),
  members: z.array(z.object({ name: z.string(), bytes: z.int().nonnegative() })),
  inputs: z.array(TensorShape),
  outputs: z.array(TensorShape),
  operators: z.array(z.string()),
  findings: z.array(ScanFinding),
});
export type ScanReport = z.infer<typeof ScanReport>;

/** Bounds that keep a hostile file from filling memory or time. */
export interface ScanLimits {
  readonly members: number;
  readonly expandedBytes: number;
  /** Expanded bytes for each compressed byte, once the expanded size passes a megabyte. */
  readonly ratio: number;
  readonly modelBytes: number;
}

export const defaultLimits: ScanLimits = { members: 100, expandedBytes: 2 ** 30, ratio: 200, modelBytes: 2 ** 28 };
