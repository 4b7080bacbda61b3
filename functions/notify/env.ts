import * as z from 'zod';

const Name = z.string().min(1);

export const env = z.object({
  REGISTRY_TABLE: Name,
  AUDIT_TABLE: Name,
  EVIDENCE_BUCKET: Name,
  SITE_URL: z.url(),
  MAIL_FROM: z.email(),
});
export type Env = z.infer<typeof env>;
