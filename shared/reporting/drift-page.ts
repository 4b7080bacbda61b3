import { counted, figure, percent, span, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { DriftReport, FeatureVerdict, Picture } from '../monitoring/schema.ts';
import { chance, expectations, heading, measureWords, since, verdictWords } from './drift-words.ts';
import { factList, page, tag } from './page.ts';
import { barAgainstGate, categoryShares, overlaidDistributions, timeLine } from './svg.ts';

/** The report as one self-contained page for the people who answer for the model. */
export const driftPage = (report: DriftReport): string => {
  const { tone, word } = verdictWords[report.verdict];
  const inDetail = report.features.filter(
    ({ role, status }) => status === 'drifted' || status === 'watch' || (role === 'prediction' && status === 'stable'),
  );
  const changed = inDetail.some(({ status }) => status !== 'stable');
  const rest = report.features.filter((feature) => !inDetail.includes(feature));
  return page({
    title: `${report.model} ${report.version}: ${word}`,
    heading: heading(report),
    kicker: html`${tag(tone, word)} <span class="quiet"><time datetime="${report.window.from}/${report.window.to}">${span(report.window.from, report.window.to)}</time></span>`,
    corner: `${report.model} ${report.version}`,
    lead: report.sentence,
    body: html`${factList([
      ['Rows in this window', whole(report.rows.window)],
      ['Rows at release', whole(report.rows.baseline)],
      ['Unreadable records', whole(report.malformed.count)],
      ['Columns compared', whole(report.features.filter(({ status }) => status !== 'not-enough-evidence').length)],
    ])}
<h2>Who does what now</h2><ul>${expectations[report.verdict].map(([who, what]) => html`<li><b>${who}</b> ${what}</li>`)}</ul>
${inDetail.length > 0 && html`<h2>${changed ? 'What changed' : 'The predictions'}</h2><p class="key">Grey: at release. Blue: this window.</p>${inDetail.map(change)}`}
${rest.some(({ measures }) => measures.length > 0) && others(rest, inDetail.length > 0)}
${trend(report)}
${malformed(report)}
${method(report)}`,
  });
};

const change = (feature: FeatureVerdict): Html => {
  const { tone, word } = verdictWords[feature.status];
  const name = feature.role === 'prediction' ? `The predictions (${feature.feature})` : feature.feature;
  return html`<section class="change"><div><h3>${name} ${tag(tone, word)}</h3><p>${feature.sentence}</p>${numbers(feature)}</div><div>${draw(feature.feature, feature.picture)}</div></section>`;
};

const numbers = ({ measures, rows }: FeatureVerdict): Html =>
  html`<details><summary>The numbers</summary><table><thead><tr><th>Measure</th><th class="n">value</th><th class="n">limit</th></tr></thead><tbody>${measures.map(
    (measure) =>
      html`<tr><th scope="row">${measureWords[measure.name]}<br><span class="quiet">by chance alone: ${chance(measure)}</span></th><td class="n">${figure(measure.statistic)}${measure.exceeded && html`<br>${tag('bad', 'over')}`}</td><td class="n">${figure(measure.threshold)}</td></tr>`,
  )}</tbody></table><p class="quiet">${counted(rows.window, 'value')} against ${whole(rows.baseline)} at release.</p></details>`;

const others = (features: readonly FeatureVerdict[], more: boolean): Html =>
  html`<h2>${more ? 'Everything else' : 'All columns'}</h2><p class="key">Blue mark: how far the column moved. Line: the limit.</p><table class="stack"><thead><tr><th>Column</th><th>Moved</th><th class="n wide">of its limit</th><th>Verdict</th></tr></thead><tbody>${features.map(
    ({ feature, role, status, effect, measures }) => {
      const { tone, word } = verdictWords[status];
      const name = role === 'prediction' ? `The predictions (${feature})` : feature;
      const judged = measures.length > 0;
      return html`<tr><th scope="row">${name}</th><td class="drawn">${judged && barAgainstGate({ label: `${feature} moved`, from: 0, to: 1.5, now: effect, gate: 1, write: percent })}</td><td class="n wide">${judged ? `${percent(effect)}${effect >= 1 && status === 'stable' ? ', may be chance' : ''}` : 'not judged'}</td><td>${tag(tone, word)}</td></tr>`;
    },
  )}</tbody></table>`;

/** How high a verdict is drawn: the line rises with concern. */
const HEIGHTS = { 'not-enough-evidence': 0, stable: 0, watch: 1, drifted: 2 } as const;

const trend = ({ history, verdict, window }: DriftReport): Html | undefined => {
  if (!history?.length) return undefined;
  const windows = [...history, { at: window.to, verdict }];
  const points = windows.map((one) => ({ at: one.at, value: HEIGHTS[one.verdict], ...verdictWords[one.verdict] }));
  return html`<h2>Since when</h2><p>${since(windows)}</p><p class="key">One mark for each window, higher where more changed: stable, watch, drifted. A hollow mark had too little traffic.</p>${timeLine({ label: 'Verdicts of the last windows', points })}`;
};

const malformed = ({ malformed: { count, samples } }: DriftReport): Html | undefined =>
  count === 0
    ? undefined
    : html`<h2>${counted(count, 'record')} could not be read</h2><p>They are left out of everything on this page. The first of them:</p><ul>${samples.map(
        ({ reason, eventId }) =>
          html`<li>${reason}${eventId && html` <span class="quiet">event <code>${eventId}</code></span>`}</li>`,
      )}</ul>`;

const method = ({ limits, rows }: DriftReport): Html =>
  html`<h2>How this was judged</h2><p class="quiet">A column has drifted when a change is both certain and large. Certain: chance alone would bring at most ${
    100 *
    (Math.min(rows.baseline, rows.window) > limits.largeWindow ? limits.falseDiscoveryLarge : limits.falseDiscovery)
  } % of such findings, over all tests of this check together. Large: one of its measures passes its limit. A change that is certain but small is only watched. Fewer than ${whole(limits.rows)} rows give no verdict.</p>`;

const draw = (label: string, picture: Picture): Html =>
  picture.kind === 'numeric' ? overlaidDistributions({ label, ...picture }) : categoryShares({ label, ...picture });
