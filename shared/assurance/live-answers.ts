import type { Scored } from './metrics.ts';

/** What kind of answer is measured. Classes in the order of the probabilities. */
export type QualityTask =
  | { readonly kind: 'binary-classification'; readonly threshold?: number }
  | { readonly kind: 'multiclass-classification'; readonly classes: readonly string[] }
  | { readonly kind: 'regression' };

/** The pairs that can be measured, and where among all pairs they stand. */
export interface UsablePairs {
  readonly scored: Scored;
  readonly places: readonly number[];
}

/**
 * Labels and answers as capture and label files hold them, as figures. Of a two-class model the label is 0 or 1, true or
 * false, yes or no, and the answer the probability of 1. Of several classes the label is a class, and the answer a class or
 * a probability for each. Pairs that are none of that are left out.
 */
export const usablePairs = (
  task: QualityTask,
  labels: readonly unknown[],
  answers: readonly unknown[],
): UsablePairs => {
  if (task.kind === 'multiclass-classification') return classPairs(task.classes, labels, answers);
  const fits = task.kind === 'regression' ? isPair : isTwoClassPair;
  const places: number[] = [];
  const [truths, scores]: [number[], number[]] = [[], []];
  for (let i = 0; i < labels.length; i++) {
    const label = numeric(labels[i]);
    const score = numeric(answers[i]);
    if (!fits(label, score)) continue;
    places.push(i);
    truths.push(label);
    scores.push(score);
  }
  return task.kind === 'regression'
    ? { places, scored: { task: task.kind, labels: truths, scores } }
    : { places, scored: { task: task.kind, labels: truths, scores, threshold: task.threshold } };
};

const classPairs = (
  classes: readonly string[],
  labels: readonly unknown[],
  answers: readonly unknown[],
): UsablePairs => {
  const places: number[] = [];
  const [truths, predicted]: [number[], number[]] = [[], []];
  const probabilities: (readonly number[])[] = [];
  labels.forEach((cell, i) => {
    const label = classOf(classes, cell);
    const chances = chancesOf(answers[i], classes.length);
    const answer = chances ? chances.indexOf(Math.max(...chances)) : classOf(classes, answers[i]);
    if (label < 0 || answer < 0) return;
    places.push(i);
    truths.push(label);
    predicted.push(answer);
    if (chances) probabilities.push(chances);
  });
  const base = { task: 'multiclass-classification', classes, labels: truths } as const;
  // A loss of some rows only would be that of another sample.
  const all = probabilities.length === truths.length;
  return { places, scored: all ? { ...base, probabilities } : { ...base, predicted } };
};

const isPair = (label: number, score: number): boolean => Number.isFinite(label) && Number.isFinite(score);
const isTwoClassPair = (label: number, score: number): boolean =>
  (label === 0 || label === 1) && score >= 0 && score <= 1;

const YES = /^(true|yes)$/i;
const NO = /^(false|no)$/i;

const numeric = (cell: unknown): number => {
  if (typeof cell === 'boolean') return Number(cell);
  if (typeof cell !== 'string') return typeof cell === 'number' ? cell : Number.NaN;
  // Nearly all are figures. An empty text would be nought, and words none.
  const value = Number(cell);
  if (value !== 0 && !Number.isNaN(value)) return value;
  const text = cell.trim();
  return YES.test(text) ? 1 : NO.test(text) ? 0 : text === '' ? Number.NaN : value;
};

/** The class by its name; classes that are no numbers may be given by their place, too. */
const classOf = (classes: readonly string[], cell: unknown): number => {
  const text = typeof cell === 'string' ? cell.trim() : typeof cell === 'number' ? String(cell) : '';
  const named = classes.indexOf(text);
  if (named >= 0 || !/^\d+$/.test(text) || classes.some((name) => /^\d+$/.test(name))) return named;
  return Number(text) < classes.length ? Number(text) : -1;
};

// A list, or a text such as "0.1,0.7,0.2" or "[0.1 0.7 0.2]".
const chancesOf = (cell: unknown, classes: number): readonly number[] | undefined => {
  const list = Array.isArray(cell)
    ? cell
    : typeof cell === 'string'
      ? cell
          .replace(/[[\]]/g, '')
          .trim()
          .split(/[\s,;]+/)
      : [];
  if (list.length !== classes) return undefined;
  const chances = list.map((part) => (part === '' ? Number.NaN : Number(part)));
  return chances.every((chance) => chance >= 0 && chance <= 1) ? chances : undefined;
};
