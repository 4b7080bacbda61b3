import * as z from 'zod';

export const env = z.object({
  CAPTURE_BUCKET: z.string().min(1),
  INTAKE_BUCKET: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
});
export type Env = z.infer<typeof env>;
