import { counted, figure, percent } from '../kernel/figures.ts';
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
}

/** A metric now, and what it was when the version was released. */
type LiveMetric = Metric & { readonly atRelease?: number; readonly worse?: boolean };

export interface LiveQuality {
  readonly verdict: 'worse' | 'as-released' | 'measured' | 'not-enough-evidence';
  readonly sentence: string;
  readonly task: 'binary-classification' | 'regression';
  readonly labelled: number;
  readonly answered: number;
  /** Pairs left out because one side is no number, or no 0 or 1. */
  readonly unusable: number;
  readonly metrics: readonly LiveMetric[];
}

/**
 * Quality on the labels that have come, held against the release where its metrics are known. A metric is worse when the
 * release's value lies outside its 95 % interval on the bad side: certain, not just lower.
 */
export const liveQuality = (
  task: LiveQuality['task'],
  { labels, answers, answered }: Judged,
  release: readonly Metric[] = [],
): LiveQuality => {
  const pairs = labels.map((label, i) => [numeric(label), numeric(answers[i])] as const).filter(usable[task]);
  const scored: Scored = { task, labels: pairs.map(([label]) => label), scores: pairs.map(([, score]) => score) };
  const metrics = measure(scored).map((metric): LiveMetric => {
    const before = release.find(({ name }) => name === metric.name)?.value;
    return before === undefined ? metric : { ...metric, atRelease: before, worse: isWorse(metric, before) };
  });
  const base = { task, labelled: pairs.length, answered, unusable: labels.length - pairs.length, metrics };
  const few = tooFew(scored);
  const cover = `${counted(pairs.length, 'label')} for ${counted(answered, 'answer')}${answered > 0 ? ` (${percent(pairs.length / answered)})` : ''}`;
  if (few) return { ...base, verdict: 'not-enough-evidence', sentence: `Too few labels to judge: ${cover}, ${few}.` };
  if (release.length === 0) return { ...base, verdict: 'measured', sentence: `Measured on ${cover}.` };
  const worse = metrics.filter((metric) => metric.worse);
  const [first] = worse;
  return first
    ? {
        ...base,
        verdict: 'worse',
        sentence: `The model is worse than at release: ${first.label} ${figure(first.value)}, was ${figure(first.atRelease)}. ${cover}.`,
      }
    : { ...base, verdict: 'as-released', sentence: `No metric is certainly worse than at release. ${cover}.` };
};

const isWorse = ({ better, interval, value }: Metric, before: number): boolean => {
  const { low, high } = interval ?? { low: value, high: value };
  // Without an interval nothing is certain.
  if (!interval) return false;
  if (better === 'higher') return high < before;
  if (better === 'lower') return low > before;
  return Math.min(Math.abs(low), Math.abs(high)) > Math.abs(before) && low * high > 0;
};

const tooFew = (scored: Scored): string | undefined => {
  const n = scored.labels.length;
  if (n < LEAST_LABELS) return `at least ${LEAST_LABELS} are needed`;
  if (scored.task !== 'binary-classification') return undefined;
  const ones = scored.labels.filter((label) => label === 1).length;
  return Math.min(ones, n - ones) < LEAST_OF_A_CLASS
    ? `at least ${LEAST_OF_A_CLASS} of each class are needed`
    : undefined;
};

type Pair = readonly [label: number, score: number];
const usable: Record<LiveQuality['task'], (pair: Pair) => boolean> = {
  'binary-classification': ([label, score]) => (label === 0 || label === 1) && score >= 0 && score <= 1,
  regression: ([label, score]) => Number.isFinite(label) && Number.isFinite(score),
};

const YES = /^(true|yes)$/i;
const NO = /^(false|no)$/i;

const numeric = (cell: unknown): number => {
  if (typeof cell === 'boolean') return Number(cell);
  if (typeof cell !== 'string') return typeof cell === 'number' ? cell : Number.NaN;
  const text = cell.trim();
  return YES.test(text) ? 1 : NO.test(text) ? 0 : text === '' ? Number.NaN : Number(text);
};
