import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { RiskTier } from '../registry/schema.ts';
import { AcceptedFormats, Framework, GatePolicy } from './gate-policy.ts';
import { contradictions, monitoringRules } from './monitoring-policy.ts';
import { areReadable, danglingReferences } from './references.ts';

/** A metric that must reach a limit. Exactly one of the two limits is given. */
export const Gate = whenUsed(() =>
  z
    .object({ metric: z.string().min(1), atLeast: z.number().optional(), atMost: z.number().optional() })
    .strict()
    .refine((gate) => (gate.atLeast === undefined) !== (gate.atMost === undefined), 'give either atLeast or atMost'),
);
export type Gate = z.infer<typeof Gate>;

const Seconds = whenUsed(() => z.int().positive());

/** What is asked of a model of one risk tier. */
export const Tier = whenUsed(() =>
  z
    .object({
      gates: z.record(z.string(), z.array(Gate)).describe('Gates by task.'),
      /** How much worse than the live version a candidate may be in each gated metric, in the metric's own unit. */
      championTolerance: z.number().min(0).default(0),
      /** How far a claimed metric may lie above the measured one. */
      claimTolerance: z.number().min(0).default(0.02),
      /** Largest difference of the rate of positive decisions between groups of a sensitive attribute; omit to only report it. */
      fairnessGap: z.number().min(0).max(1).optional(),
      latencyP99Ms: z.number().positive(),
      approval: z
        .object({
          groups: z.array(z.string()).min(1).describe('Groups whose members may decide.'),
          quorum: z.int().min(1).max(5),
          /** Default 72 h, at most 14 days. */
          expiresAfterSeconds: Seconds.max(14 * 86_400).default(72 * 3600),
          remindAfterSeconds: Seconds.default(24 * 3600),
          /** A sign-in older than this must be renewed before a decision counts. */
          freshSignInSeconds: Seconds.default(300),
        })
        .strict(),
      ...monitoringRules(),
      captureSamplingPercentage: z.int().min(1).max(100).default(100),
    })
    .strict(),
);
export type Tier = z.infer<typeof Tier>;

export const Person = whenUsed(() =>
  z.object({ subject: z.string().min(1).max(128), name: z.string().min(1).max(100), email: z.email() }).strict(),
);
export type Person = z.infer<typeof Person>;

/** The rules of the house, as data. Every release pins the version it was judged by. */
export const Policy = whenUsed(() =>
  z
    .object({
      apiVersion: z.literal('slipway/policy/v1'),
      version: z.int().positive(),
      people: z.array(Person).describe('Identity-provider subjects with the name and address to use for them.'),
      teams: z.record(z.string(), z.object({ members: z.array(z.string()) }).strict()),
      groups: z.record(z.string(), z.array(z.string())),
      accepts: z
        .object({
          frameworks: z.array(Framework).min(1),
          formats: AcceptedFormats.describe('Formats of models, as slipway scan names them.'),
          images: z.array(z.string()).min(1),
          largestModelBytes: z.int().positive(),
        })
        .strict(),
      gate: GatePolicy.prefault({}),
      tiers: z.record(RiskTier, Tier),
    })
    .strict()
    .superRefine(
      (policy, context) => {
        for (const issue of danglingReferences(policy)) context.addIssue({ code: 'custom', ...issue });
      },
      { when: ({ value }) => areReadable(value) },
    )
    .superRefine(({ tiers }, context) => {
      for (const [name, tier] of Object.entries(tiers))
        for (const { path, ...issue } of contradictions(tier))
          context.addIssue({ code: 'custom', path: ['tiers', name, ...path], ...issue });
    }),
);
export type Policy = z.infer<typeof Policy>;
