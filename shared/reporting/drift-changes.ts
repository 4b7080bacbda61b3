import { counted, figure, percent, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { DriftReport, FeatureVerdict, Measure, MeasureName } from '../monitoring/schema.ts';
import { distribution, thumbnail } from './distribution.ts';
import { chance, measureWords, moved, times, verdictWords } from './drift-words.ts';
import { effectLine } from './effect-line.ts';
import { tag, unbroken } from './page.ts';
import { columnSince } from './since-words.ts';
import { barAgainstGate } from './svg.ts';

/** Columns drawn at length; those that changed less are a click away. */
const AT_LENGTH = 12;
const DRAWN = 100;
const IN_TABLE = 12;
/** Beyond so many a page is a burden to open, and nobody reads on. */
const LISTED = 300;

/** The columns that changed, and the predictions in any case: largest first, each with its sentence and its picture. */
export const changes = (features: readonly FeatureVerdict[], history: DriftReport['history']): Html | undefined => {
  if (features.length === 0) return undefined;
  const change = (feature: FeatureVerdict) => changeOf(feature, history);
  const changed = features.some(({ status }) => status !== 'stable');
  const rest = features.slice(AT_LENGTH, DRAWN);
  return html`<h2>${changed ? 'What changed' : 'The predictions'}</h2><p class="key">Grey: at release. Blue: this window.${features.some(({ past }) => past) && ' The thin curve: how far the column moved in the windows until now; above the dashed line, its limit, a change matters, and a dot is a window in which it drifted.'}</p>${features
    .slice(0, AT_LENGTH)
    .map(
      change,
    )}${rest.length > 0 && html`<details class="more"><summary>${counted(features.length - AT_LENGTH, 'more column')} that changed less</summary>${rest.map(change)}${features.length > DRAWN && html`<p class="quiet">and ${counted(features.length - DRAWN, 'column')} that changed less still: the figures name them.</p>`}</details>`}`;
};

const changeOf = (feature: FeatureVerdict, history: DriftReport['history']): Html => {
  const { tone, word } = verdictWords[feature.status];
  const told = columnSince(feature, history);
  const judged = feature.measures.length > 0;
  return html`<section class="change"><div><h3>${nameOf(feature)} ${tag(tone, word)}</h3><p>${unbroken(feature.sentence)}${judged && html` <span class="quiet">${unbroken(`Moved ${moved(feature.effect)}.`)}</span>`}</p>${told && html`<p class="since">${told}</p>`}${effectLine(feature, history)}${numbers(feature)}</div><div>${distribution(feature.feature, feature.picture)}</div></section>`;
};

const numbers = ({ measures, rows, season }: FeatureVerdict): Html =>
  html`<details><summary>The numbers</summary><table><thead><tr><th scope="col">Measure</th><th scope="col" class="n">value</th><th scope="col" class="n">limit</th></tr></thead><tbody>${measures.map(
    (measure) =>
      html`<tr><th scope="row">${measureWords[measure.name]}<br><span class="quiet">by chance alone: ${chance(measure)}</span></th><td class="n">${written(measure, measure.statistic)}${measure.exceeded && html`<br>${tag('bad', 'over')}`}</td><td class="n">${written(measure, measure.threshold)}</td></tr>`,
  )}</tbody></table><p class="quiet">${counted(rows.window, 'value')} against ${whole(rows.baseline)} at release.</p>${
    season &&
    html`<p class="quiet">Against the same hours of the last ${counted(season.weeks, 'week')} (${counted(season.rows, 'row')}) it moved ${moved(season.againstSameHours)}, and the whole last week against the release ${moved(season.weekAgainstRelease)}. It counts as usual for the hour when both are below the limit.</p>`
  }</details>`;

/** Measures that are shares of the rows are written as such. */
const SHARES: ReadonlySet<MeasureName> = new Set([
  'total-variation',
  'new-categories',
  'missing-change',
  'invalid-change',
]);
const written = ({ name }: Measure, value: number): string => (SHARES.has(name) ? percent(value) : figure(value));

/** All other columns in a line each, by how far they moved. */
export const others = (features: readonly FeatureVerdict[], more: boolean): Html | undefined => {
  if (!features.some(({ measures }) => measures.length > 0)) return undefined;
  const rest = features.slice(IN_TABLE, LISTED);
  const left = features.length - LISTED;
  return html`<h2>${more ? 'Everything else' : 'All columns'}</h2><p class="key">Grey: at release. Blue: this window. The bar: how far the column moved, the upright line its limit, from which on a change matters.</p>${table(features.slice(0, IN_TABLE))}${
    rest.length > 0 &&
    html`<details class="more"><summary>${counted(features.length - IN_TABLE, 'more column')} that moved less</summary>${table(rest)}${left > 0 && html`<p class="quiet">and ${counted(left, 'column')} that moved less still: the figures name them.</p>`}</details>`
  }`;
};

const table = (features: readonly FeatureVerdict[]): Html =>
  html`<table class="stack moved"><thead><tr><th scope="col">Column</th><th scope="col" class="wide">Values</th><th scope="col">Moved</th><th scope="col" class="n">times its limit</th><th scope="col">Verdict</th></tr></thead><tbody>${features.map(line)}</tbody></table>`;

const line = (feature: FeatureVerdict): Html => {
  const { status, effect, measures, picture } = feature;
  const { tone, word } = verdictWords[status];
  const judged = measures.length > 0;
  const chanceOnly = effect >= 1 && status === 'stable' ? 'may be chance' : '';
  return html`<tr><th scope="row">${nameOf(feature)}</th><td class="thumb wide">${thumbnail(picture)}</td><td class="drawn">${judged && barAgainstGate({ label: `${feature.feature} moved`, gateWord: 'limit', from: 0, to: 1.5, now: effect, gate: 1, write: times })}</td><td class="n">${judged ? html`${times(effect)}${chanceOnly && html`<br><span class="quiet">${chanceOnly}</span>`}` : 'not judged'}</td><td>${tag(tone, word)}</td></tr>`;
};

const nameOf = ({ role, feature }: FeatureVerdict): Html =>
  role === 'prediction' ? html`The predictions (${breakable(feature)})` : breakable(feature);

/** A name of several words may break between them. */
const breakable = (name: string): Html =>
  html`${name.split(/(?<=_)/).map((part, i) => html`${i > 0 && html`<wbr>`}${part}`)}`;
