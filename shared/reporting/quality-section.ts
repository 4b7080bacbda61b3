import type { ComparedMetric } from '../assurance/against-release.ts';
import type { LiveQuality } from '../assurance/live-quality.ts';
import { counted, duration, figure } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { classSection } from './class-section.ts';
import { fairnessSection } from './evidence-parts.ts';
import { tag } from './page.ts';
import { metricMeaning } from './quality-words.ts';
import { barAgainstGate } from './svg.ts';

/**
 * How right the answers were, by the labels that have come: each metric beside the release's, then
 * the classes and the groups.
 */
export const qualitySection = ({ metrics, classes = [], fairness, delay, unusable }: LiveQuality): Html => {
  const compared = metrics.some(({ atRelease }) => atRelease !== undefined);
  return html`${
    metrics.length > 0 &&
    html`<p class="key">Blue mark: now, the thin line its 95 % interval.${compared && ' Grey bar: at release.'}</p>
<table class="pairs"><thead><tr><th scope="col">Measure</th><th scope="col">${compared ? 'Compared' : 'Drawn'}</th><th scope="col" class="n">now</th>${compared && html`<th scope="col" class="n">at release</th><th scope="col">Verdict</th>`}</tr></thead><tbody>${metrics.map((metric) => line(metric, compared))}</tbody></table>`
  }${classes.length > 0 && classSection(classes)}${fairness && fairnessSection(fairness.groups, fairness.gates)}${delay && html`<p class="quiet">Labels came after ${duration(delay.median)}; nine of ten within ${duration(delay.ninetieth)}.</p>`}${
    unusable > 0 &&
    html`<p class="quiet">${counted(unusable, 'pair')} left out: the label or the answer is none of this task.</p>`
  }`;
};

const line = (metric: ComparedMetric, compared: boolean): Html => {
  const { name, label, value, interval, atRelease } = metric;
  const meaning = metricMeaning(name);
  const half = interval && interval.high > interval.low && asFine((interval.high - interval.low) / 2, figure(value));
  return html`<tr><th scope="row">${label}${meaning && html` <span class="meaning">${meaning}</span>`}</th><td class="drawn">${bar(metric)}</td><td class="n" data-is="now">${figure(value)}${half && html` <span class="quiet">&plusmn;${half}</span>`}</td>${
    compared &&
    html`<td class="n" data-is="at release">${atRelease !== undefined && figure(atRelease)}</td><td class="said">${atRelease !== undefined && judgement(metric)}</td>`
  }</tr>`;
};

/** Half an interval with as many decimals as its value: more would pretend. */
const asFine = (half: number, value: string): string => {
  const decimals = value.split('.')[1]?.length ?? 0;
  return value.includes('e') || Number(half.toFixed(decimals)) === 0 ? figure(half, 2) : half.toFixed(decimals);
};

const judgement = ({ worse, qValue }: ComparedMetric): Html => {
  if (worse) return tag('bad', 'worse');
  return qValue === undefined ? tag('quiet', 'not tested') : tag('good', 'not worse');
};

const bar = ({ label, value, interval, atRelease }: ComparedMetric): Html => {
  const values = [value, atRelease, interval?.low, interval?.high].filter((one) => one !== undefined);
  const share = values.every((one) => one >= 0 && one <= 1);
  const to = share && Math.max(...values) > 0.3 ? 1 : Math.max(0, ...values) * 1.15;
  return barAgainstGate({
    label,
    from: Math.min(0, ...values) * 1.15,
    to,
    now: value,
    ...(interval && { interval }),
    ...(atRelease !== undefined && { was: atRelease, wasWord: 'at release' }),
  });
};
