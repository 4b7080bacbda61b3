import { counted, figure, listed, percent } from '../kernel/figures.ts';
import { quantile } from '../statistics/quantile.ts';
import { againstRelease, type ComparedMetric } from './against-release.ts';
import { type ClassQuality, classQuality } from './class-quality.ts';
import { type QualityTask, usablePairs } from './live-answers.ts';
import { type Groups, type LiveFairness, liveFairness } from './live-fairness.ts';
import { measure, type Scored } from './metrics.ts';
import type { Metric } from './schema.ts';

/** Fewer labels, or fewer of one class, give no verdict. */
const LEAST_LABELS = 200;
const LEAST_OF_A_CLASS = 30;

/** Answers of a live model beside the truth, as texts or numbers from capture and label files. */
export interface Judged {
  readonly labels: readonly unknown[];
  readonly answers: readonly unknown[];
  /** Rows answered in all: labels come late, and some never. */
  readonly answered: number;
  /** Sensitive attributes, one value for each pair. */
  readonly groups?: Groups;
  /** Seconds between an answer and its label, of the pairs where both times are known. */
  readonly delays?: readonly number[];
}

/** What the version was released with, and what its tier allows. */
export interface AtRelease {
  readonly metrics?: readonly Metric[];
  /** Largest gap between groups; without one fairness is only reported. */
  readonly fairnessGap?: number;
}

export interface LiveQuality {
  readonly verdict: 'worse' | 'as-released' | 'measured' | 'not-enough-evidence';
  readonly sentence: string;
  readonly task: QualityTask['kind'];
  readonly labelled: number;
  readonly answered: number;
  /** Pairs left out because one side is no number, no 0 or 1, or no class of the model. */
  readonly unusable: number;
  /** How long labels took, in seconds. */
  readonly delay?: { readonly median: number; readonly ninetieth: number; readonly known: number };
  readonly metrics: readonly ComparedMetric[];
  /** Of models with several classes: which of them are missed, worst first. */
  readonly classes?: readonly ClassQuality[];
  /** Of two-class models with sensitive attributes. */
  readonly fairness?: LiveFairness;
}

/**
 * Quality on the labels that have come, held against the release where its metrics are known. Worse is what is certain, not
 * just lower (`againstRelease`). Under 200 labels, or 30 of each class, there is no verdict; the macro F1 of several classes
 * is tested only when each class that occurs has 30, the other metrics when two of them have.
 */
export const liveQuality = (
  task: QualityTask,
  { labels, answers, answered, groups, delays = [] }: Judged,
  { metrics: release = [], fairnessGap }: AtRelease = {},
): LiveQuality => {
  const { scored, places } = usablePairs(task, labels, answers);
  const sizes = classSizes(scored);
  const few = tooFew(scored, sizes);
  const thin = sizes.some((size) => size > 0 && size < LEAST_OF_A_CLASS);
  const settled = (name: string) => !few && !(thin && name === 'macroF1');
  const metrics = againstRelease(measure(scored), release, settled);
  const fairness = groups && groups.size > 0 ? fairnessOf(scored, places, groups, fairnessGap) : undefined;
  const classes = classQuality(scored);
  const cover = `${counted(places.length, 'label')} for ${counted(answered, 'answer')}${answered > 0 ? ` (${percent(places.length / answered)})` : ''}`;
  return {
    ...verdictOf(metrics, few, cover, release.length > 0),
    task: task.kind,
    labelled: places.length,
    answered,
    unusable: labels.length - places.length,
    ...(delays.length > 0 && { delay: delayOf(delays) }),
    metrics,
    ...(classes.length > 0 && { classes }),
    ...(fairness && { fairness }),
  };
};

const verdictOf = (
  metrics: readonly ComparedMetric[],
  few: string | undefined,
  cover: string,
  known: boolean,
): Pick<LiveQuality, 'verdict' | 'sentence'> => {
  if (few) return { verdict: 'not-enough-evidence', sentence: `Too few labels to judge: ${cover}, ${few}.` };
  if (!known) return { verdict: 'measured', sentence: `Measured on ${cover}.` };
  const worse = metrics.filter((metric) => metric.worse);
  if (worse.length === 0)
    return { verdict: 'as-released', sentence: `No metric is certainly worse than at release. ${cover}.` };
  const told = worse
    .slice(0, 3)
    .map(({ label, value, atRelease }) => `${label} ${figure(value)}, was ${figure(atRelease)}`);
  return { verdict: 'worse', sentence: `The model is worse than at release: ${told.join('; ')}. ${cover}.` };
};

const fairnessOf = (
  scored: Scored,
  places: readonly number[],
  groups: Groups,
  fairnessGap?: number,
): LiveFairness | undefined => {
  if (scored.task !== 'binary-classification') return undefined;
  const { labels, scores, threshold = 0.5 } = scored;
  const own = new Map([...groups].map(([attribute, values]) => [attribute, places.map((place) => values[place])]));
  return liveFairness(
    labels,
    scores.map((score) => Number(score >= threshold)),
    own,
    fairnessGap,
  );
};

/** Labels of each class; none of a regression. */
const classSizes = (scored: Scored): number[] => {
  if (scored.task === 'regression') return [];
  const sizes = new Array<number>(scored.task === 'binary-classification' ? 2 : scored.classes.length).fill(0);
  for (const label of scored.labels) sizes[label] = (sizes[label] as number) + 1;
  return sizes;
};

/** Why there are too few labels for a verdict; nothing when there are enough. */
export const tooFewLabels = (scored: Scored): string | undefined => tooFew(scored, classSizes(scored));

const tooFew = (scored: Scored, sizes: readonly number[]): string | undefined => {
  if (scored.labels.length < LEAST_LABELS) return `at least ${LEAST_LABELS} are needed`;
  if (scored.task === 'regression' || sizes.filter((size) => size >= LEAST_OF_A_CLASS).length >= 2) return undefined;
  return scored.task === 'binary-classification'
    ? `at least ${LEAST_OF_A_CLASS} of each class are needed`
    : `at least ${LEAST_OF_A_CLASS} of two classes are needed (there are ${listed(scored.classes.map((name, i) => `${sizes[i]} of ${name}`))})`;
};

const delayOf = (delays: readonly number[]): NonNullable<LiveQuality['delay']> => {
  const sorted = Float64Array.from(delays).sort();
  return { median: quantile(sorted, 0.5), ninetieth: quantile(sorted, 0.9), known: delays.length };
};
