import * as z from 'zod';

export const env = z.object({
  EVENT_BUS: z.string().min(1),
});
export type Env = z.infer<typeof env>;
