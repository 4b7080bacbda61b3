import * as z from 'zod';
import { whenUsed } from '../../kernel/when-used.ts';

// Spark writes what it cannot compute as null or as a text such as "NaN".
const Figure = whenUsed(() => z.number().optional().catch(undefined));
const Count = whenUsed(() => z.number().nonnegative());
const Common = whenUsed(() => z.object({ num_present: Count, num_missing: Count }));

const Sketch = whenUsed(() =>
  z.object({
    parameters: z.object({ c: z.number(), k: z.number() }).optional(),
    /** Kept values by level: one of level i stands for 2^i rows. */
    data: z.array(z.array(z.number())),
  }),
);

/** `statistics.json` of a Model Monitor baseline: what the baselining job saw, column by column. */
export const MonitorStatistics = whenUsed(() =>
  z.object({
    version: z.number().optional(),
    dataset: z.object({ item_count: Count }).optional(),
    features: z
      .array(
        z.object({
          name: z.string(),
          inferred_type: z.string(),
          numerical_statistics: z
            .object({
              common: Common,
              mean: Figure,
              std_dev: Figure,
              min: Figure,
              max: Figure,
              distribution: z
                .object({
                  kll: z
                    .object({
                      buckets: z
                        .array(z.object({ lower_bound: z.number(), upper_bound: z.number(), count: Count }))
                        .optional(),
                      sketch: Sketch.optional(),
                    })
                    .optional(),
                })
                .optional(),
            })
            .optional(),
          string_statistics: z
            .object({
              common: Common,
              distinct_count: Figure,
              distribution: z
                .object({
                  categorical: z
                    .object({ buckets: z.array(z.object({ value: z.string(), count: Count })).optional() })
                    .optional(),
                })
                .optional(),
            })
            .optional(),
        }),
      )
      .min(1),
  }),
);
export type MonitorStatistics = z.infer<typeof MonitorStatistics>;
export type MonitorFeature = MonitorStatistics['features'][number];

const Overrides = whenUsed(() => z.record(z.string(), z.unknown()).optional());

/** `constraints.json`: what a later data set must keep to. */
export const MonitorConstraints = whenUsed(() =>
  z.object({
    version: z.number().optional(),
    features: z
      .array(
        z.object({
          name: z.string(),
          inferred_type: z.string().optional(),
          completeness: z.number().min(0).max(1).optional(),
          num_constraints: z.object({ is_non_negative: z.boolean().optional() }).optional(),
          string_constraints: z.object({ domains: z.array(z.string()).optional() }).optional(),
          monitoringConfigOverrides: Overrides,
          monitoring_config_overrides: Overrides,
        }),
      )
      .default([]),
    monitoring_config: z
      .looseObject({
        datatype_check_threshold: z.number().optional(),
        domain_content_threshold: z.number().optional(),
        distribution_constraints: z
          .looseObject({ perform_comparison: z.string().optional(), comparison_threshold: z.number().optional() })
          .optional(),
      })
      .optional(),
  }),
);
export type MonitorConstraints = z.infer<typeof MonitorConstraints>;
