import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { Finding, RiskTier, VersionId } from '../registry/schema.ts';
import { Watching } from './watching.ts';

const Count = whenUsed(() => z.int().nonnegative());

/** A 95 % interval. */
export const Interval = whenUsed(() => z.object({ low: z.number(), high: z.number() }));
export type Interval = z.infer<typeof Interval>;

/** A quality measured on the holdout. `name` is the one of policies and claims, `label` the one for people. */
export const Metric = whenUsed(() =>
  z.object({
    name: z.string(),
    label: z.string(),
    better: z.enum(['higher', 'lower', 'nearer-zero']),
    value: z.number(),
    interval: Interval.optional(),
    n: Count,
  }),
);
export type Metric = z.infer<typeof Metric>;

export const GateStatus = whenUsed(() => z.enum(['passes', 'look', 'fails']));
export type GateStatus = z.infer<typeof GateStatus>;

/** One question asked of a version and its answer, with the numbers it rests on. */
export const GateResult = whenUsed(() =>
  z.object({
    kind: z.enum(['gate', 'champion', 'claim', 'fairness', 'latency']),
    /** What was asked about, for machines: a metric, an attribute, `latencyP99Ms`. */
    gate: z.string(),
    label: z.string(),
    unit: z.enum(['none', 'points', 'ms']).default('none'),
    measured: z.number().optional(),
    limit: z.number().optional(),
    /** Which side of the limit is right. */
    side: z.enum(['at-least', 'at-most']),
    interval: Interval.optional(),
    champion: z.number().optional(),
    status: GateStatus,
    sentence: z.string(),
  }),
);
export type GateResult = z.infer<typeof GateResult>;

const Gap = whenUsed(() =>
  z.object({ value: z.number(), interval: Interval, lowest: z.string(), highest: z.string() }),
);

/** How the groups of one sensitive attribute fare. */
export const GroupFairness = whenUsed(() =>
  z.object({
    attribute: z.string(),
    groups: z
      .array(
        z.object({
          group: z.string(),
          rows: Count,
          positiveRate: z.number(),
          positiveRateInterval: Interval,
          positives: Count,
          truePositiveRate: z.number().optional(),
        }),
      )
      .readonly(),
    parityGap: Gap.optional(),
    opportunityGap: Gap.optional(),
    impactRatio: Gap.optional(),
  }),
);
export type GroupFairness = z.infer<typeof GroupFairness>;

/** How much worse the model is without what a feature tells it; with the interval of the drop where it is known. */
export const Importance = whenUsed(() =>
  z.object({
    feature: z.string(),
    metric: z.string(),
    drop: z.number(),
    interval: Interval.optional(),
  }),
);
export type Importance = z.infer<typeof Importance>;

/** Everything an approver needs to decide on a version. */
export const Evidence = whenUsed(() =>
  VersionId.extend({
    format: z.literal('slipway/evidence/v1'),
    task: z.string(),
    purpose: z.string(),
    risk: RiskTier,
    owner: z.string(),
    submitter: z.string(),
    policyVersion: z.int().positive(),
    measuredAt: z.iso.datetime(),
    holdoutRows: Count,
    metrics: z.array(Metric),
    champion: z.object({ version: z.string(), metrics: z.array(Metric) }).optional(),
    gates: z.array(GateResult),
    fairness: z.array(GroupFairness),
    /** Most important first. */
    importance: z.array(Importance),
    latency: z.object({ p50Ms: z.number(), p99Ms: z.number(), requests: Count }),
    cost: z.object({
      monthlyUsd: z.number().optional(),
      championMonthlyUsd: z.number().optional(),
      assumption: z.string(),
    }),
    scan: z.object({ sentence: z.string(), findings: z.array(Finding) }),
    /** Absent from evidence that was measured before it was part of it. */
    watching: Watching.optional(),
    verdict: GateStatus,
    sentence: z.string(),
  }),
);
export type Evidence = z.infer<typeof Evidence>;
