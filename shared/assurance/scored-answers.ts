import type { Answers } from '../deployment/asking.ts';
import type { QualityTask } from './live-answers.ts';
import type { Scored } from './metrics.ts';

/** Labels as figures (of several classes, their places) beside what a model answered to the same rows. */
export const scoredAnswers = (task: QualityTask, labels: readonly number[], answers: Answers): Scored => {
  switch (task.kind) {
    case 'multiclass-classification':
      return { task: task.kind, classes: task.classes, labels, probabilities: answers };
    case 'binary-classification':
      return { task: task.kind, labels, scores: answers.map(first), threshold: task.threshold };
    case 'regression':
      return { task: task.kind, labels, scores: answers.map(first) };
  }
};

const first = (answer: readonly number[]): number => answer[0] ?? Number.NaN;
