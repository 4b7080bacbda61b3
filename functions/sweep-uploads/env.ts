import * as z from 'zod';

const Name = z.string().min(1);

export const env = z.object({
  INTAKE_BUCKET: Name,
  EVIDENCE_BUCKET: Name,
  REGISTRY_TABLE: Name,
  AUDIT_TABLE: Name,
  RELEASE_MACHINE_ARN: Name,
  EXTERNAL_MACHINE_ARN: Name,
});
export type Env = z.infer<typeof env>;
