import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { DriftOverrides } from '../monitoring/limits.ts';
import { ModelName, RiskTier, Sha256, Team, Version } from './schema.ts';

const FeatureName = whenUsed(() =>
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'letters, digits and underscores, not starting with a digit'),
);

const NumberInput = whenUsed(() =>
  z
    .object({ name: FeatureName, type: z.literal('number'), min: z.number().optional(), max: z.number().optional() })
    .strict(),
);
const CategoryInput = whenUsed(() =>
  z
    .object({
      name: FeatureName,
      type: z.literal('category'),
      values: z.array(z.string().max(128)).min(1).max(1000).optional(),
    })
    .strict(),
);

/** One column that the model reads. */
export const InputFeature = whenUsed(() => z.discriminatedUnion('type', [NumberInput, CategoryInput]));
export type InputFeature = z.infer<typeof InputFeature>;

const SubmittedFile = whenUsed(() =>
  z
    .object({
      path: z
        .string()
        .regex(
          /^(?!\/)(?!.*\.\.)[\w./-]{1,200}$/,
          'a relative path of letters, digits, dots, hyphens and slashes, without ..',
        ),
      sha256: Sha256,
    })
    .strict(),
);

const Task = whenUsed(() => z.enum(['binary-classification', 'multiclass-classification', 'regression']));

const Framework = whenUsed(() =>
  z.enum(['onnx', 'sklearn', 'xgboost', 'lightgbm', 'pytorch', 'tensorflow', 'keras', 'pmml', 'r', 'sas', 'custom']),
);

/** What a team writes about its model. Everything wrong in it is reported at once, by `readManifest`. */
export const Manifest = whenUsed(() =>
  z
    .object({
      apiVersion: z.literal('slipway/v1'),
      model: ModelName,
      version: Version,
      team: Team,
      owner: z.email('an e-mail address').describe('Who answers for the model.'),
      submitter: z.email('an e-mail address').describe('Who sent it; hears of every step and may not approve it.'),
      purpose: z
        .string()
        .min(10, 'a sentence of at least 10 characters')
        .max(500)
        .describe('What it decides, in plain words.'),
      risk: RiskTier,
      task: Task,
      framework: Framework,
      files: z.object({ model: SubmittedFile, holdout: SubmittedFile, baseline: SubmittedFile }).strict(),
      signature: z
        .object({
          inputs: z.array(InputFeature).min(1).max(2000),
          output: z.object({ name: FeatureName, type: z.enum(['probability', 'number', 'probabilities']) }).strict(),
          label: FeatureName,
          classes: z.array(z.string()).min(2).max(1000).optional(),
        })
        .strict(),
      serving: z
        .object({
          image: z.string().min(1).max(255).describe('An alias of the policy, such as onnx.'),
          mode: z.literal('realtime'),
          instanceType: z.string().regex(/^ml\.[a-z0-9]+\.[a-z0-9]+$/, 'a SageMaker instance type such as ml.m5.large'),
          minInstances: z.int().min(1).max(100),
          contentType: z.enum(['text/csv', 'application/json']),
        })
        .strict(),
      claims: z
        .record(z.string(), z.number())
        .default({})
        .describe('Metrics the team measured; Slipway measures them again.'),
      sensitive: z.array(FeatureName).default([]).describe('Columns of the holdout by which fairness is judged.'),
      monitoring: z
        .object({
          schedule: z.string().regex(/^rate\(\d+ (minutes?|hours?|days?)\)$/, 'a rate such as rate(1 hour)'),
          labelsAfterHours: z
            .int()
            .min(0)
            .max(1440)
            .optional()
            .describe('How late labels come: the quality of the answers of so long ago is measured. 0 when left out.'),
          drift: DriftOverrides.optional().describe("Drift limits of its own, inside the bounds of the policy's tier."),
        })
        .strict()
        .default({ schedule: 'rate(1 hour)' }),
      retraining: z
        .object({ target: z.string().startsWith('arn:', 'the ARN of a state machine') })
        .strict()
        .optional()
        .describe(
          'Whom a request for retraining is for. It is announced on the bus, where a rule of yours takes it up.',
        ),
    })
    .strict()
    .superRefine(
      ({ signature: { inputs, label } }, context) => {
        const names = inputs.map((input) => input?.name);
        const report = (path: (string | number)[], input: string, message: string) =>
          context.addIssue({ code: 'custom', path, input, message });
        names.forEach((name, i) => {
          if (name !== undefined && names.indexOf(name) !== i)
            report(['signature', 'inputs', i, 'name'], name, 'a name of its own: this one is declared twice');
        });
        if (label !== undefined && names.includes(label))
          report(['signature', 'label'], label, 'a column that is not one of the inputs');
      },
      // Also when other things are wrong: a team must not learn of these only in its second try.
      { when: ({ value }) => Array.isArray((value as { signature?: { inputs?: unknown } } | null)?.signature?.inputs) },
    ),
);
export type Manifest = z.infer<typeof Manifest>;
