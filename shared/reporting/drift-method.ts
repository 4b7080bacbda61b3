import { percent, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { LIMIT_NAMES, type LimitName } from '../monitoring/limits.ts';
import type { DriftReport } from '../monitoring/schema.ts';
import { measureWords } from './drift-words.ts';
import { limitValue } from './limit-words.ts';

type Judged = Pick<DriftReport, 'limits' | 'judgedBy' | 'rows'>;

/** How a verdict comes about, for whoever wants to follow it, with every limit it was held to. */
export const driftMethod = ({ limits, judgedBy, rows }: Judged): Html => {
  const large = Math.min(rows.baseline, rows.window) > limits.largeWindow;
  const byChance = percent(large ? limits.falseDiscoveryLarge : limits.falseDiscovery);
  return html`<h2>How this was judged</h2><p class="quiet">A column has drifted when its change is both certain and large. Certain: of all the changes a check finds, chance alone would bring at most ${byChance}. Large: one of its measures reaches its limit, which is the smallest change that matters; &ldquo;2 times its limit&rdquo; is a change twice as large. A change that is certain but small is only watched. Fewer than ${whole(limits.rows)} rows give no verdict.</p>${limitsTable({ limits, judgedBy })}`;
};

const limitsTable = ({ limits, judgedBy }: Pick<Judged, 'limits' | 'judgedBy'>): Html =>
  html`<details><summary>Every limit</summary><table class="limits"><thead><tr><th scope="col">Limit</th><th scope="col" class="n">value</th>${judgedBy && html`<th scope="col">set by</th>`}</tr></thead><tbody>${LIMIT_NAMES.map(
    (name) =>
      html`<tr><th scope="row">${words[name]}</th><td class="n">${limitValue(name, limits[name])}</td>${judgedBy && html`<td>${judgedBy.own.includes(name) ? 'the team' : 'the policy'}</td>`}</tr>`,
  )}</tbody></table></details>`;

const words: Readonly<Record<LimitName, string>> = {
  psi: measureWords.psi,
  ks: measureWords.ks,
  wasserstein: measureWords.wasserstein,
  totalVariation: measureWords['total-variation'],
  newCategories: measureWords['new-categories'],
  missingChange: measureWords['missing-change'],
  invalidChange: measureWords['invalid-change'],
  malformed: 'Records of a window that may be unreadable',
  falseDiscovery: 'Findings that chance alone may bring, of all findings of a check',
  falseDiscoveryLarge: 'The same in large windows',
  largeWindow: 'Rows from which on a window is large',
  rows: 'Rows a verdict needs, at release and in the window',
  windowsToAlarm: 'Windows that must drift before the alarm is raised',
  windowsLookedAt: 'out of so many',
  windowsToLeave: 'Calm windows in a row that end the alarm',
  leaveAt: 'Calm: nothing certain reaches this share of its limit',
  weeksCompared: 'Earlier weeks whose same hours tell a season from drift',
};
