import type { GroupFairness, Importance } from '../assurance/schema.ts';
import { counted, figure, percent } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { barAgainstGate, plainBar } from './svg.ts';

/** How the groups fare, each rate with its interval and the number of rows it rests on. */
export const fairnessSection = (attributes: readonly GroupFairness[]): Html =>
  html`${attributes.map(
    ({ attribute, groups, parityGap, impactRatio, opportunityGap }) =>
      html`<h2>Does it treat groups alike: ${attribute}</h2><p class="key">Blue mark: share of positive decisions, the thin line its 95 % interval.</p>
<table class="stack"><thead><tr><th>Group</th><th>Positive decisions</th><th class="n">share</th><th class="n">rows</th><th class="n wide">found of the truly positive</th></tr></thead><tbody>${groups.map(
        ({ group, rows, positiveRate, positiveRateInterval, truePositiveRate }) =>
          html`<tr><th scope="row">${group}</th><td class="drawn">${barAgainstGate({ label: group, from: 0, to: scale(groups), now: positiveRate, interval: positiveRateInterval, write: percent })}</td><td class="n">${percent(positiveRate)}</td><td class="n">${counted(rows, 'row')}</td><td class="n wide">${truePositiveRate === undefined ? '' : percent(truePositiveRate)}</td></tr>`,
      )}</tbody></table>${
        parityGap &&
        html`<p class="quiet">Gap ${points(parityGap.value)}, between ${points(parityGap.interval.low)} and ${points(parityGap.interval.high)} with 95 % confidence.${
          impactRatio
            ? ` The group “${impactRatio.lowest}” has ${percent(impactRatio.value)} of the rate of “${impactRatio.highest}”.`
            : ''
        }${opportunityGap ? ` Of those truly positive, ${points(opportunityGap.value)} fewer are found among “${opportunityGap.lowest}”.` : ''}</p>`
      }`,
  )}`;

/** What the model relies on, most important first. */
export const importanceSection = (importance: readonly Importance[]): Html | undefined => {
  const most = Math.max(...importance.map(({ drop }) => drop), 0);
  if (importance.length === 0) return undefined;
  return html`<h2>What it relies on</h2><p class="key">How much worse it becomes when a column is shuffled. Near zero: the model hardly uses it.</p>
<table class="stack"><thead><tr><th>Column</th><th>Loss</th><th class="n">without it</th></tr></thead><tbody>${importance
    .slice(0, 12)
    .map(
      ({ feature, metric, drop }) =>
        html`<tr><th scope="row">${feature}</th><td class="drawn">${plainBar(`${feature}, loss of ${metric}`, drop, most)}</td><td class="n">${drop === 0 ? '' : drop > 0 ? '−' : '+'}${figure(Math.abs(drop))}</td></tr>`,
    )}</tbody></table>${importance.length > 12 && html`<p class="quiet">and ${importance.length - 12} columns that matter less.</p>`}`;
};

const scale = (groups: GroupFairness['groups']): number =>
  Math.min(1, Math.max(...groups.map(({ positiveRateInterval }) => positiveRateInterval.high)) * 1.15);
const points = (share: number): string => `${(share * 100).toFixed(1).replace('-', '−')} points`;
