import * as z from 'zod';

export const env = z.object({
  REGISTRY_TABLE: z.string().min(1),
  AUDIT_TABLE: z.string().min(1),
  INTAKE_BUCKET: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
  MONITOR_MACHINE_ARN: z.string().min(1),
  SCHEDULER_ROLE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
});
export type Env = z.infer<typeof env>;
