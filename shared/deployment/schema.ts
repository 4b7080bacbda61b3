import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Serving } from '../registry/schema.ts';

export const Purpose = whenUsed(() => z.enum(['staging', 'production']));
export type Purpose = z.infer<typeof Purpose>;

const Tag = whenUsed(() => z.object({ Key: z.string(), Value: z.string() }));

/**
 * Everything the endpoint machine needs, as SageMaker's own parameters (PascalCase), so that the machine only passes
 * them on. Names are derived from what is served: a retry finds what exists.
 */
export const EndpointPlan = whenUsed(() =>
  Serving.extend({
    createModel: z.object({
      ModelName: z.string(),
      ExecutionRoleArn: z.string(),
      EnableNetworkIsolation: z.literal(true),
      PrimaryContainer: z.object({
        Image: z.string(),
        ModelDataUrl: z.string(),
        Environment: z.record(z.string(), z.string()),
      }),
      Tags: z.array(Tag),
    }),
    createConfig: z.object({
      EndpointConfigName: z.string(),
      ProductionVariants: z
        .array(
          z.object({
            VariantName: z.literal('AllTraffic'),
            ModelName: z.string(),
            InitialInstanceCount: z.int().positive(),
            InstanceType: z.string(),
            InitialVariantWeight: z.literal(1),
          }),
        )
        .length(1),
      DataCaptureConfig: z.unknown().optional(),
      Tags: z.array(Tag),
    }),
    tags: z.array(Tag),
  }),
);
export type EndpointPlan = z.infer<typeof EndpointPlan>;

/** What DescribeEndpoint said when the endpoint machine stopped waiting. */
export const EndpointOutcome = whenUsed(() =>
  z.object({
    status: z.string(),
    config: z.string(),
    failureReason: z.string().default(''),
  }),
);
export type EndpointOutcome = z.infer<typeof EndpointOutcome>;
