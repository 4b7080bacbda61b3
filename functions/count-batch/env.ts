import * as z from 'zod';

const Name = z.string().min(1);

export const env = z.object({
  CAPTURE_BUCKET: Name,
  INTAKE_BUCKET: Name,
  EVIDENCE_BUCKET: Name,
});
export type Env = z.infer<typeof env>;
