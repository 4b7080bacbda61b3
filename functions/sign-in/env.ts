import * as z from 'zod';

const Name = z.string().min(1);

export const env = z.object({
  APPROVALS_TABLE: Name,
  SITE_URL: z.url(),
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: Name,
});
export type Env = z.infer<typeof env>;
