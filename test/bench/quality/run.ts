import { labelledAnswers } from '../../../infra/cli/labelled-answers.ts';
import { tableText } from '../../../infra/cli/table-text.ts';
import { type QualityTask, usablePairs } from '../../../shared/assurance/live-answers.ts';
import { measure } from '../../../shared/assurance/metrics.ts';
import { median } from '../facts.ts';
import { ownCost } from '../process-cost.ts';

/** Processor milliseconds: of the whole process with the first measures, of these alone, and of the median of some more. */
export interface QualityRun {
  readonly whole: number;
  readonly first: number;
  readonly again: number;
  readonly values: Readonly<Record<string, number>>;
}

const AGAIN = 5;
const TASKS: Readonly<Record<string, QualityTask>> = {
  'two-classes': { kind: 'binary-classification' },
  numbers: { kind: 'regression' },
};

const timed = <T>(run: () => T): { result: T; took: number } => {
  const began = ownCost().cpu;
  return { result: run(), took: ownCost().cpu - began };
};

const [, , name = '', labels = '', scores = ''] = process.argv;
const judged = labelledAnswers(tableText(labels), tableText(scores));
const { scored } = usablePairs(TASKS[name] as QualityTask, judged.labels, judged.answers);
const once = timed(() => measure(scored));
const whole = ownCost().cpu;
process.stdout.write(
  JSON.stringify({
    whole,
    first: once.took,
    again: median(Array.from({ length: AGAIN }, () => timed(() => measure(scored)).took)),
    values: Object.fromEntries(once.result.map((metric) => [metric.name, metric.value])),
  } satisfies QualityRun),
);
