import * as z from 'zod';

const Name = z.string().min(1);

export const env = z.object({
  REGISTRY_TABLE: Name,
  AUDIT_TABLE: Name,
  ARTEFACT_BUCKET: Name,
  MONITOR_MACHINE_ARN: Name,
  SCHEDULER_ROLE_ARN: Name,
  SCHEDULE_GROUP: Name,
});
export type Env = z.infer<typeof env>;
