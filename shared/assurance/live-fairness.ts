import { fairness } from '../statistics/fairness.ts';
import { fairnessGates } from './fairness-gates.ts';
import type { GateResult, GroupFairness } from './schema.ts';

/** What each row is by its sensitive attributes; `undefined` and empty texts are a group of their own. */
export type Groups = ReadonlyMap<string, readonly unknown[]>;

export interface LiveFairness {
  readonly groups: readonly GroupFairness[];
  readonly gates: readonly GateResult[];
}

/**
 * How a two-class model treats the groups of each attribute, on the rows whose label has come: rates of positive decisions
 * (demographic parity, disparate impact) and of true positives found (equal opportunity), their gaps with intervals. Groups
 * of fewer than 30 are shown, not compared.
 */
export const liveFairness = (
  labels: readonly number[],
  decisions: readonly number[],
  attributes: Groups,
  largestGap?: number,
): LiveFairness => {
  const groups = [...attributes].map(([attribute, values]): GroupFairness => {
    const { groups: rates, ...gaps } = fairness(values.map(named), labels, decisions);
    return { attribute, groups: [...rates], ...gaps };
  });
  return { groups, gates: fairnessGates(groups, largestGap) };
};

const named = (value: unknown): string => {
  const text = value === undefined || value === null ? '' : String(value).trim();
  return text === '' ? 'missing' : text;
};
