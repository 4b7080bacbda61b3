import { percent, plain } from '../kernel/figures.ts';
import type { LimitName } from '../monitoring/limits.ts';

const SHARES: ReadonlySet<LimitName> = new Set([
  'totalVariation',
  'newCategories',
  'missingChange',
  'invalidChange',
  'malformed',
  'falseDiscovery',
  'falseDiscoveryLarge',
  'leaveAt',
]);

/** A limit's value as people write it: a share as percent, anything else as it is. */
export const limitValue = (name: LimitName, value: number): string =>
  SHARES.has(name) ? percent(value) : plain(value);

/** What each limit bounds, for people who set none themselves. */
export const shortLimitWords: Readonly<Record<LimitName, string>> = {
  psi: 'How differently values are spread (PSI)',
  ks: 'Largest gap between the spread then and now (KS)',
  wasserstein: 'How far values moved, in standard deviations',
  totalVariation: 'Rows that went to another category',
  newCategories: 'Rows with values never seen at release',
  missingChange: 'Change of the share of missing values',
  invalidChange: 'Change of the share of values outside the declared range',
  malformed: 'Records that may be unreadable',
  falseDiscovery: 'Findings that may be chance',
  falseDiscoveryLarge: 'Findings that may be chance, in large windows',
  largeWindow: 'Rows from which on a window is large',
  rows: 'Rows that a verdict needs',
  windowsToAlarm: 'Drifted windows that raise the alarm',
  windowsLookedAt: 'Windows looked at for the alarm',
  windowsToLeave: 'Calm windows that end the alarm',
  leaveAt: 'Share of its limit below which a change is calm',
  weeksCompared: 'Earlier weeks compared with, to tell a season from drift',
};

/** Limits of which a larger value lets more pass, and those of which a smaller one does. Of the others neither is stricter. */
const LOOSER_WHEN_LARGER: ReadonlySet<LimitName> = new Set([
  'psi',
  'ks',
  'wasserstein',
  'totalVariation',
  'newCategories',
  'missingChange',
  'invalidChange',
  'malformed',
  'rows',
  'windowsToAlarm',
  'leaveAt',
]);
const LOOSER_WHEN_SMALLER: ReadonlySet<LimitName> = new Set([
  'falseDiscovery',
  'falseDiscoveryLarge',
  'windowsLookedAt',
  'windowsToLeave',
]);

/** Whether a value in place of another lets more drift pass unnoticed. */
export const strictness = (name: LimitName, from: number, to: number): 'looser' | 'stricter' | 'other' => {
  if (LOOSER_WHEN_LARGER.has(name)) return to > from ? 'looser' : 'stricter';
  if (LOOSER_WHEN_SMALLER.has(name)) return to < from ? 'looser' : 'stricter';
  return 'other';
};
