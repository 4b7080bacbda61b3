import type { LiveQuality } from '../assurance/live-quality.ts';
import type { MetricName } from '../assurance/metric-names.ts';
import { figure } from '../kernel/figures.ts';
import type { Tone } from './page.ts';

/** The word and colour of each verdict on quality. */
export const qualityWords: Record<LiveQuality['verdict'], { readonly tone: Tone; readonly word: string }> = {
  worse: { tone: 'bad', word: 'worse' },
  'as-released': { tone: 'good', word: 'as released' },
  measured: { tone: 'quiet', word: 'measured' },
  'not-enough-evidence': { tone: 'quiet', word: 'not enough evidence' },
};

/** What a metric says, for somebody who has never met it. */
export const metricMeaning = (name: string): string | undefined =>
  Object.hasOwn(meanings, name) ? meanings[name as MetricName] : undefined;

const meanings: Readonly<Record<MetricName, string>> = {
  auc: 'how often a true case scores above a false one; 0.5 is guessing, 1 perfect',
  logLoss: 'how surprised the model was by the truth; lower is better',
  brier: 'how far the probabilities lay from the truth, squared; lower is better',
  calibrationError: 'how far “70 % sure” is from true in 70 % of cases; lower is better',
  accuracy: 'share of the answers that were right',
  precision: 'share of its yes that were right',
  recall: 'share of the true cases that it found',
  f1: 'precision and recall in one figure; 1 is perfect',
  mcc: 'agreement with the truth; 0 is guessing, 1 perfect',
  macroF1: 'how well each class is found, averaged; 1 is perfect',
  mae: 'how far the answers are off on average; lower is better',
  rmse: 'the same, where large misses count more; lower is better',
  r2: 'share of the differences between cases that the answers explain; 1 is perfect',
  bias: 'above 0 the answers are too high on average, below 0 too low',
};

/** Answers that became worse, in a sentence that needs no statistics; the sentence of the verdict where there is none. */
export const worseInWords = ({ metrics, sentence }: Pick<LiveQuality, 'metrics' | 'sentence'>): string => {
  const worse = (name: MetricName) => metrics.find((metric) => metric.name === name && metric.worse);
  const right = worse('accuracy');
  const of100 = (share: number | undefined) => Math.round((share ?? 0) * 100);
  if (right && of100(right.value) !== of100(right.atRelease))
    return `Of 100 answers ${of100(right.value)} are right now; at release it was ${of100(right.atRelease)}.`;
  const off = worse('mae');
  return off
    ? `The answers are off by ${figure(off.value)} on average now; at release it was ${figure(off.atRelease)}.`
    : sentence;
};
