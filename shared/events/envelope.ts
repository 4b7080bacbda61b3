import * as z from 'zod';

/** Schema of an EventBridge event with the given type and detail. Unknown envelope fields are allowed: AWS adds some. */
export const event = <T extends string, D extends z.ZodType>(type: T, detail: D) =>
  z.object({ id: z.string(), time: z.string(), source: z.string(), 'detail-type': z.literal(type), detail });
