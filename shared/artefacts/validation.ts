import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { clip } from '../registry/findings.ts';
import { Finding, VersionId } from '../registry/schema.ts';
import { type ScanFinding, ScanReport } from './schema.ts';

/** What validation found about a version, kept by digest and bound by the approval. */
export const ValidationReport = whenUsed(() =>
  VersionId.extend({
    format: z.literal('slipway/validation/v1'),
    scan: ScanReport,
    rows: z.object({ holdout: z.int().nonnegative(), baseline: z.int().nonnegative() }),
    findings: z.array(Finding),
    sentence: z.string(),
  }),
);
export type ValidationReport = z.infer<typeof ValidationReport>;

/** A scanner's finding as a finding about the submission: which file, where inside, at which byte. */
export const asFinding = (file: string, { code, message, member, offset, advice }: ScanFinding): Finding => ({
  path: clip(member ? `${file}: ${member}` : file, 480) + (offset === undefined ? '' : `, byte ${offset}`),
  code,
  message,
  ...(advice && { expected: advice }),
});
