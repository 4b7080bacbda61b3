import * as z from 'zod';

const Name = z.string().min(1);

export const env = z.object({
  REGISTRY_TABLE: Name,
  AUDIT_TABLE: Name,
  ARTEFACT_BUCKET: Name,
  EVIDENCE_BUCKET: Name,
});
export type Env = z.infer<typeof env>;
