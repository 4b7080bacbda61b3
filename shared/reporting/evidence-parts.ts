import type { GateResult, GroupFairness, Importance } from '../assurance/schema.ts';
import { counted, figure, percent, short } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { tag, unbroken } from './page.ts';
import { barAgainstGate, plainBar } from './svg.ts';

/**
 * How the groups fare, each rate with its interval and the number of rows it rests on. With `gates` their gap is drawn beside
 * what is allowed, and said; without, its numbers are told.
 */
export const fairnessSection = (attributes: readonly GroupFairness[], gates: readonly GateResult[] = []): Html =>
  html`${attributes.map((fairness) => {
    const { attribute, groups, impactRatio, opportunityGap } = fairness;
    const gate = gates.find((one) => one.gate === attribute);
    // A column of many values is not worth a page of its own: its smallest groups are a click away.
    const largest = groups.length <= SHOWN ? groups : [...groups].sort((a, b) => b.rows - a.rows);
    return html`<h2>Does it treat groups alike: ${attribute}${gate && html` ${tag(gateTones[gate.status], gateWords[gate.status])}`}</h2>${gate && html`<p>${unbroken(gate.sentence)}</p>`}<p class="key">Blue mark: share of positive decisions, the thin line its 95 % interval.</p>
${groupTable(largest.slice(0, SHOWN), groups)}${largest.length > SHOWN && html`<details><summary>${counted(largest.length - SHOWN, 'smaller group')}</summary>${groupTable(largest.slice(SHOWN), groups)}</details>`}${gapOf(fairness, gate)}<p class="quiet">${
      impactRatio &&
      `The group “${short(impactRatio.lowest)}” has ${percent(impactRatio.value)} of the rate of “${short(impactRatio.highest)}”. `
    }${opportunityGap && opportunityGap.value >= 0.0005 && `Of those truly positive, ${points(opportunityGap.value)} fewer are found among “${short(opportunityGap.lowest)}”.`}</p>`;
  })}`;

const SHOWN = 12;

type Groups = GroupFairness['groups'];

const groupTable = (shown: Groups, all: Groups): Html =>
  html`<table class="pairs"><thead><tr><th scope="col">Group</th><th scope="col">Positive decisions</th><th scope="col" class="n">share</th><th scope="col" class="n">rows</th><th scope="col" class="n">true cases found</th></tr></thead><tbody>${shown.map(
    ({ group, rows, positiveRate, positiveRateInterval, truePositiveRate }) =>
      html`<tr><th scope="row">${short(group)}</th><td class="drawn">${barAgainstGate({ label: group, from: 0, to: scale(all), now: positiveRate, interval: positiveRateInterval, write: percent })}</td><td class="n said">${percent(positiveRate)}</td><td class="n" data-is="of">${counted(rows, 'row')}</td><td class="n" data-is="true cases found">${truePositiveRate === undefined ? 'none there' : percent(truePositiveRate)}</td></tr>`,
  )}</tbody></table>`;

/** The gap between the highest and the lowest rate, with its interval, against what is allowed. */
const gapOf = ({ attribute, parityGap }: GroupFairness, gate: GateResult | undefined): Html | undefined => {
  if (!parityGap) return undefined;
  const { value, interval } = parityGap;
  const limit = gate?.limit;
  const reach = Math.max(Math.abs(interval.low), interval.high, limit ?? 0) * 1.15;
  return html`<p class="quiet">Gap between them: ${points(value)}, between ${points(interval.low)} and ${points(interval.high)} with 95 % confidence${limit !== undefined && `; the upright line is what the policy allows, ${points(limit)}`}.${interval.low <= 0 && ' No gap at all is within that: it may be chance.'}</p><div class="gap">${barAgainstGate({ label: `gap by ${attribute}`, from: Math.min(0, interval.low * 1.15), to: reach, now: value, interval, ...(limit !== undefined && { gate: limit, gateWord: 'allowed' }), write: points })}</div>`;
};

const gateTones = { passes: 'good', look: 'watch', fails: 'bad' } as const;
const gateWords = { passes: 'within the limit', look: 'look closer', fails: 'over the limit' } as const;

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
