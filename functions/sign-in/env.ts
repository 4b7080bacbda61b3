import * as z from 'zod';

export const env = z.object({
  APPROVALS_TABLE: z.string().min(1),
  SITE_URL: z.url(),
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: z.string().min(1),
});
export type Env = z.infer<typeof env>;
