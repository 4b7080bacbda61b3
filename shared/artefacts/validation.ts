import * as z from 'zod';
import { Finding, VersionId } from '../registry/schema.ts';
import { type ScanFinding, ScanReport } from './schema.ts';

/** What validation found about a version, kept by digest and bound by the approval. */
export const ValidationReport = VersionId.extend({
  format: z.literal('slipway/validation/v1'),
  scan: ScanReport,
  rows: z.object({ holdout: z.int().nonnegative(), baseline: z.int().nonnegative() }),
  findings: z.array(Finding),
  sentence: z.string(),
});
export type ValidationReport = z.infer<typeof ValidationReport>;

/** A scanner's finding as a finding about the submission. */
export const asFinding = (file: string, { code, message, member, advice }: ScanFinding): Finding => ({
  path: member ? `${file}: ${member}` : file,
  code,
  message,
  ...(advice && { expected: advice }),
});
