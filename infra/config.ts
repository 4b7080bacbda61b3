import * as z from 'zod';

/** What may differ between two installations. There is no other place that asks which stage this is. */
export const Stage = z
  .object({
    /** Begins the name of every stack, and so of everything made. */
    prefix: z.string().regex(/^[a-z][a-z0-9-]{1,20}$/),
    /** How long log lines are kept. CloudWatch knows only certain numbers. */
    logDays: z.literal([30, 90, 180, 365, 400, 731]),
    /** How long captured traffic is kept: it holds what callers sent, so not for ever. */
    captureDays: z.int().min(7).max(365),
    /** How long lifecycle events can be replayed from the archive. */
    eventDays: z.int().min(30),
    /** How long old contents of overwritten uploads and documents are kept. */
    oldContentDays: z.int().min(30),
    /**
     * After how many days uploads that the gate refused move to a colder storage class (Glacier Instant Retrieval: read at
     * once, kept for less, paid for 90 days at least, nothing under 128 kB). They are never deleted. @default they stay as they are
     */
    quarantineColderAfterDays: z.int().min(1).max(3650).optional(),
    /** An approval that waits longer than this raises an alarm. */
    approvalWaitHours: z.int().positive(),
    /** Requests a second that the public pages take before they answer 429, and the burst above it. */
    pageRequests: z.object({ perSecond: z.int().positive(), burst: z.int().positive() }),
    /** Role names, as an IAM pattern, that may change the audit table's settings: whoever deploys. */
    deployRoles: z.array(z.string().min(1)).min(1),
    /** Role names, as an IAM pattern, that may read what the gate refused: whoever looks into attacks. */
    securityRoles: z.array(z.string().min(1)).min(1),
  })
  .strict();
export type Stage = z.infer<typeof Stage>;

const stages: Readonly<Record<string, z.input<typeof Stage>>> = {
  slipway: {
    prefix: 'slipway',
    logDays: 365,
    captureDays: 90,
    eventDays: 365,
    oldContentDays: 90,
    approvalWaitHours: 48,
    pageRequests: { perSecond: 20, burst: 40 },
    deployRoles: ['cdk-*-cfn-exec-role-*'],
    securityRoles: ['slipway-security'],
  },
};

/** The stage of that name. @throws ZodError when it is not described rightly; an Error when there is none */
export const stageNamed = (name: string): Stage => {
  if (!Object.hasOwn(stages, name))
    throw new Error(`There is no stage "${name}" in infra/config.ts; there is: ${Object.keys(stages).join(', ')}.`);
  return Stage.parse(stages[name]);
};
