import * as z from 'zod';
import { whenUsed } from '../kernel/when-used.ts';
import { JudgedBy } from './judged-by.ts';
import { DriftLimits, DriftOverrides } from './limits.ts';
import { Picture } from './picture-schema.ts';

const Count = whenUsed(() => z.int().nonnegative());
// Checked in one go: a profile has a hundred thousand of them, and a check of each by its own costs a tenth of a second.
const Numbers = whenUsed(() =>
  z.custom<number[]>((value) => Array.isArray(value) && value.every(Number.isFinite), 'a list of numbers'),
);
const Counts = whenUsed(() =>
  z.custom<number[]>(
    (value) => Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0),
    'a list of counts',
  ),
);

const isTally = (tally: unknown): boolean =>
  Array.isArray(tally) &&
  tally.length === 2 &&
  typeof tally[0] === 'string' &&
  Number.isSafeInteger(tally[1]) &&
  tally[1] >= 0;

/** What a column may hold, as the manifest declares it. */
export const FeatureShape = whenUsed(() =>
  z.discriminatedUnion('type', [
    z.object({ name: z.string(), type: z.literal('number'), min: z.number().optional(), max: z.number().optional() }),
    z.object({ name: z.string(), type: z.literal('category'), values: z.array(z.string()).optional() }),
  ]),
);
export type FeatureShape = z.infer<typeof FeatureShape>;

const counted = () => ({
  name: z.string(),
  /** Rows seen, those with a usable value, and those without any value. */
  rows: Count,
  present: Count,
  missing: Count,
  /** Rows that break the declared shape: text for a number, a value outside the declared range or list. */
  invalid: Count,
});

/**
 * A numeric column at release. Bin i holds the values from edges[i - 1] up to, not including, edges[i]; a repeated value
 * has a bin of its own, one double wide. `deciles` are the edges, by index, between which PSI counts.
 */
export const NumericProfile = whenUsed(() =>
  z.object({
    kind: z.literal('numeric'),
    ...counted(),
    shape: FeatureShape,
    mean: z.number(),
    std: z.number().nonnegative(),
    min: z.number().optional(),
    max: z.number().optional(),
    edges: Numbers,
    deciles: Counts,
    counts: Counts,
    sums: Numbers,
  }),
);
export type NumericProfile = z.infer<typeof NumericProfile>;

// In one go as well: a column of identifiers has a thousand of them.
const CategoryTallies = whenUsed(() =>
  z.custom<[string, number][]>(
    (value) => Array.isArray(value) && value.every(isTally),
    'a list of values with their counts',
  ),
);

/** A categorical column at release: its values with their counts, most frequent first; `others` counts those beyond the cap. */
export const CategoryProfile = whenUsed(() =>
  z.object({
    kind: z.literal('category'),
    ...counted(),
    shape: FeatureShape,
    counts: CategoryTallies,
    others: Count,
  }),
);
export type CategoryProfile = z.infer<typeof CategoryProfile>;

export const FeatureProfile = whenUsed(() => z.discriminatedUnion('kind', [NumericProfile, CategoryProfile]));
export type FeatureProfile = z.infer<typeof FeatureProfile>;

/** Version of a baseline that was made of a file alone and belongs to no release. */
export const NO_VERSION = '0.0.0';

/** What a version was released on, small and enough to judge any later window. Features in the order the model reads them. */
export const BaselineProfile = whenUsed(() =>
  z.object({
    format: z.literal('slipway/profile/v1'),
    model: z.string(),
    version: z.string(),
    rows: Count,
    features: z.array(FeatureProfile),
    /** The score, or the predicted class, on the baseline rows. */
    prediction: FeatureProfile.optional(),
    /** Names of the classes, when the model answers with a probability for each. */
    classes: z.array(z.string()).optional(),
    /** The file it was made from, beside the profile, when a person made it: exact distances need the rows again. */
    source: z.object({ path: z.string(), sha256: z.string() }).optional(),
    /** Limits that came along with an imported baseline, for checks on a laptop; a live model's are the policy's and manifest's. */
    limits: DriftOverrides.optional(),
  }),
);
export type BaselineProfile = z.infer<typeof BaselineProfile>;

export const NumericCounts = whenUsed(() =>
  z.object({
    kind: z.literal('numeric'),
    ...counted(),
    min: z.number().optional(),
    max: z.number().optional(),
    counts: Counts,
    sums: Numbers,
  }),
);
export type NumericCounts = z.infer<typeof NumericCounts>;

export const CategoryCounts = whenUsed(() =>
  z.object({
    kind: z.literal('category'),
    ...counted(),
    counts: CategoryTallies,
    others: Count,
  }),
);
export type CategoryCounts = z.infer<typeof CategoryCounts>;

export const FeatureCounts = whenUsed(() => z.discriminatedUnion('kind', [NumericCounts, CategoryCounts]));
export type FeatureCounts = z.infer<typeof FeatureCounts>;

/** Records that could not be read: how many, and why the first of them. */
export const Malformed = whenUsed(() =>
  z.object({
    count: Count,
    samples: z.array(z.object({ reason: z.string(), eventId: z.string().optional() })).max(5),
  }),
);
export type Malformed = z.infer<typeof Malformed>;

/** All that is kept of a window of traffic. Windows add up, hour to day to week, and no row is kept. */
export const WindowCounts = whenUsed(() =>
  z.object({
    rows: Count,
    /** Records the rows came in, where that is not one for each row. */
    records: Count.optional(),
    malformed: Malformed,
    features: z.array(FeatureCounts),
    prediction: FeatureCounts.optional(),
  }),
);
export type WindowCounts = z.infer<typeof WindowCounts>;

/** Counts of a stretch of time: of one window, or of several that were added up. All that later checks need of it. */
export const CountedWindow = whenUsed(() =>
  z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** How many windows were added up. */
    windows: z.int().positive().default(1),
    counts: WindowCounts,
  }),
);
export type CountedWindow = z.infer<typeof CountedWindow>;

/**
 * What one check says of a window. `unreadable`: so many records could not be read that the others are no fair sample of
 * the traffic, whatever they show.
 */
export const Verdict = whenUsed(() => z.enum(['unreadable', 'drifted', 'watch', 'stable', 'not-enough-evidence']));
export type Verdict = z.infer<typeof Verdict>;

export const MeasureName = whenUsed(() =>
  z.enum(['psi', 'ks', 'wasserstein', 'total-variation', 'new-categories', 'missing-change', 'invalid-change']),
);
export type MeasureName = z.infer<typeof MeasureName>;

/** How far one thing moved, the limit it is held to, and how likely chance alone would do it (q: corrected for all tests of the run). */
export const Measure = whenUsed(() =>
  z.object({
    name: MeasureName,
    statistic: z.number(),
    /** Where the statistic comes from bins: it is at most this. */
    atMost: z.number().optional(),
    threshold: z.number(),
    exceeded: z.boolean(),
    pValue: z.number().optional(),
    qValue: z.number().optional(),
  }),
);
export type Measure = z.infer<typeof Measure>;

const Sides = whenUsed(() => z.object({ baseline: z.number().min(0), window: z.number().min(0) }));

/**
 * Said of a column beside its measures, but not judged by: distance in bits over deciles or classes, the Wasserstein
 * distance in the column's own unit, and the test of the classes.
 */
export const Described = whenUsed(() =>
  z.object({
    jensenShannon: z.number(),
    wasserstein: z.number().optional(),
    chiSquare: z.object({ statistic: z.number(), dof: Count, pValue: z.number() }).optional(),
  }),
);
export type Described = z.infer<typeof Described>;

/**
 * How a column that left the release compares with its own season: the same hours of earlier weeks, and the whole last
 * week with the release. Effects are largest statistics as multiples of their limits.
 */
export const SeasonEvidence = whenUsed(() =>
  z.object({
    seasonal: z.boolean(),
    weeks: Count,
    rows: Count,
    againstSameHours: z.number().nonnegative(),
    weekAgainstRelease: z.number().nonnegative(),
  }),
);
export type SeasonEvidence = z.infer<typeof SeasonEvidence>;

export const FeatureVerdict = whenUsed(() =>
  z.object({
    feature: z.string(),
    kind: z.enum(['numeric', 'category']),
    role: z.enum(['input', 'prediction']),
    status: Verdict,
    /** The largest statistic as a multiple of its threshold. */
    effect: z.number().nonnegative(),
    measures: z.array(Measure),
    described: Described.optional(),
    /** Shares of rows without a value, and of values that break the declared shape. */
    shares: z.object({ missing: Sides, invalid: Sides }).optional(),
    rows: z.object({ baseline: Count, window: Count }),
    season: SeasonEvidence.optional(),
    /** Effect and status in each window of the report's history; null where the column was not judged, or nobody knows. */
    past: z.array(z.union([z.null(), z.tuple([z.number(), Verdict])])).optional(),
    /** What changed, in plain words. */
    sentence: z.string(),
    picture: Picture,
  }),
);
export type FeatureVerdict = z.infer<typeof FeatureVerdict>;

/** The outcome of one drift check, with its evidence. */
export const DriftReport = whenUsed(() =>
  z.object({
    format: z.literal('slipway/drift-report/v1'),
    model: z.string(),
    version: z.string(),
    window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
    /** How many windows were judged together, because each alone had too little traffic; absent for one alone. */
    pooled: z.int().min(2).optional(),
    /** The endpoint, its configuration and the digest of the model behind it, where one was watched. */
    served: z.object({ endpoint: z.string().optional(), config: z.string().optional(), model: z.string() }).optional(),
    rows: z.object({ baseline: Count, window: Count }),
    malformed: Malformed,
    verdict: Verdict,
    /** Nothing certain at or above half its limit (`leaveAt`): quiet enough to leave an alarm. */
    calm: z.boolean(),
    sentence: z.string(),
    limits: DriftLimits,
    /** The prediction first, then by verdict and effect. */
    features: z.array(FeatureVerdict),
    /** Verdicts of the windows before this one, by their end, oldest first, where they are known. */
    history: z
      .array(z.object({ at: z.iso.datetime(), from: z.iso.datetime().optional(), verdict: Verdict }))
      .optional(),
    /** Of a live model. */
    judgedBy: JudgedBy.optional(),
  }),
);
export type DriftReport = z.infer<typeof DriftReport>;
