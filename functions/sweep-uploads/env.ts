import * as z from 'zod';

export const env = z.object({
  INTAKE_BUCKET: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  AUDIT_TABLE: z.string().min(1),
  RELEASE_MACHINE_ARN: z.string().min(1),
  EXTERNAL_MACHINE_ARN: z.string().min(1),
});
export type Env = z.infer<typeof env>;
