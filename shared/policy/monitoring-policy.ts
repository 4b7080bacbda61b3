import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { DEFAULT_LIMITS, DriftLimits, DriftOverrides, LIMIT_NAMES, type LimitName } from '../monitoring/limits.ts';
import { ImportanceRules } from './importance-policy.ts';

const Bound = whenUsed(() =>
  z
    .object({ least: z.number(), most: z.number() })
    .strict()
    .refine(({ least, most }) => least <= most, { path: ['least'], message: 'no more than most' }),
);

/** What is done when the drift alarm is entered. Nothing is ever promoted by itself. */
export const Reaction = whenUsed(() => z.enum(['alert', 'retrain', 'rollback']));
export type Reaction = z.infer<typeof Reaction>;

/** What a tier says of watching its live models. */
export const monitoringRules = () => ({
  drift: DriftOverrides.default({}).describe("The tier's own drift limits, by name; the others keep their defaults."),
  driftBounds: z
    .partialRecord(z.enum(LIMIT_NAMES), Bound)
    .default({})
    .describe("What a manifest may set a drift limit to. A limit without bounds is the tier's alone."),
  importance: ImportanceRules.prefault({}),
  onDrift: Reaction.default('alert'),
  /** A retraining that was asked for is given this long before another is asked for. */
  retrainingCooldownSeconds: z
    .int()
    .positive()
    .max(90 * 86_400)
    .default(7 * 86_400),
});

type Rules = {
  readonly drift: DriftOverrides;
  readonly driftBounds: Partial<Record<LimitName, z.infer<typeof Bound>>>;
};

/** Something that contradicts itself: where below the tier, what stands there, and what would be right. */
interface Contradiction {
  readonly path: string[];
  readonly input: unknown;
  readonly message: string;
}

/** Everything in a tier's rules of watching that contradicts itself. */
export const contradictions = ({ drift, driftBounds }: Rules): Contradiction[] => {
  const parsed = DriftLimits.safeParse(drift);
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => ({
      path: ['drift', ...path.map(String)],
      input: drift[path[0] as LimitName] ?? DEFAULT_LIMITS[path[0] as LimitName],
      message,
    }));
  return LIMIT_NAMES.flatMap((name): Contradiction[] => {
    const [bound, own] = [driftBounds[name], parsed.data[name]];
    return bound && bound.least <= bound.most && (own < bound.least || own > bound.most)
      ? [{ path: ['driftBounds', name], input: bound, message: `bounds that hold the tier's own ${name}, ${own}` }]
      : [];
  });
};
