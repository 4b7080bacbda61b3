import * as z from 'zod';

export const env = z.object({
  REGISTRY_TABLE: z.string().min(1),
  AUDIT_TABLE: z.string().min(1),
  ARTEFACT_BUCKET: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
});
export type Env = z.infer<typeof env>;
