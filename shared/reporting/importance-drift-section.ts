import type { ImportanceChange } from '../assurance/importance-drift.ts';
import type { MeasuredImportance, WindowImportance } from '../assurance/window-importance.ts';
import { counted, figure, listed, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { type Tone, tag } from './page.ts';
import { barAgainstGate } from './svg.ts';

/** The word and colour of each verdict. */
export const importanceWords: Record<WindowImportance['verdict'], { readonly tone: Tone; readonly word: string }> = {
  changed: { tone: 'bad', word: 'changed' },
  watch: { tone: 'watch', word: 'watch' },
  'as-released': { tone: 'good', word: 'as released' },
  'not-enough-evidence': { tone: 'quiet', word: 'not enough evidence' },
  'not-measured': { tone: 'watch', word: 'not measured' },
};

const IN_TABLE = 12;

/** Which columns the answers rest on, beside the release: largest change first. */
export const importanceDriftSection = (importance: WindowImportance): Html => {
  const { tone, word } = importanceWords[importance.verdict];
  return html`<h2>What makes the answers right ${tag(tone, word)}</h2><p>${importance.sentence}</p>${importance.verdict !== 'not-measured' && importanceComparison(importance)}`;
};

/** What is expected of the team, each column beside the release, and how that was measured. */
export const importanceComparison = (importance: MeasuredImportance): Html => {
  const { features, verdict } = importance;
  return html`${verdict === 'changed' && html`<ul><li><b>The team</b> looks first how the columns that matter less are filled now; a feed that went wrong is the most frequent cause. If the world has changed, it retrains on newer labels and submits a new version.</li></ul>`}${
    features.length > 0 && table(features)
  }${measured(importance)}`;
};

const table = (features: readonly ImportanceChange[]): Html => {
  const shown = features.slice(0, IN_TABLE);
  const values = shown.flatMap(({ atRelease, now, interval }) => [
    atRelease,
    now,
    interval?.low ?? 0,
    interval?.high ?? 0,
  ]);
  const scale = { from: Math.min(0, ...values) * 1.15, to: Math.max(0, ...values) * 1.15 };
  return html`<p class="key">How much less right the answers become when a column is shuffled. Grey bar: at release. Blue mark: now, the thin line its 95 % interval. Near zero: the answers hardly gain by the column.</p>
<table class="pairs"><thead><tr><th scope="col">Column</th><th scope="col">Compared</th><th scope="col" class="n">now</th><th scope="col" class="n">at release</th><th scope="col" class="n wide">place</th><th scope="col">Change</th></tr></thead><tbody>${shown.map((feature) => line(feature, scale))}</tbody></table>${
    features.length > IN_TABLE &&
    html`<p class="quiet">and ${counted(features.length - IN_TABLE, 'column')} that changed less.</p>`
  }`;
};

const line = (
  { feature, atRelease, now, interval, rankAtRelease, rankNow, qValue }: ImportanceChange,
  scale: { readonly from: number; readonly to: number },
): Html =>
  html`<tr><th scope="row">${feature}</th><td class="drawn">${barAgainstGate({ label: `${feature}, loss without it`, ...scale, now, was: atRelease, wasWord: 'at release', ...(interval && { interval }) })}</td><td class="n" data-is="now">${figure(now)}</td><td class="n" data-is="at release">${figure(atRelease)}</td><td class="n wide">${rankAtRelease === rankNow ? whole(rankNow) : `${rankAtRelease} → ${rankNow}`}</td><td class="said">${judgement(now - atRelease, qValue)}</td></tr>`;

const judgement = (change: number, qValue: number | undefined): Html => {
  if (qValue === undefined) return tag('quiet', 'not tested');
  if (qValue > CERTAIN) return tag('quiet', 'no certain change');
  return tag('watch', change < 0 ? 'matters less' : 'matters more');
};

const CERTAIN = 0.05;

const measured = ({ rows, repeats, asked, leftOut }: MeasuredImportance): Html =>
  html`<p class="quiet">Measured on ${counted(rows, 'labelled row')}, each column shuffled ${repeats === 1 ? 'once' : `${whole(repeats)} times`}: the model was asked for ${counted(asked, 'row')}.${
    leftOut.length > 0 &&
    ` Not measured, as that would have asked for more rows, or taken longer, than is allowed: ${listed(leftOut)} (importance.mostPredictions of the policy).`
  } A change is called certain when chance alone would bring at most 5 % of such findings, over all columns together; and changed when, beyond that, the order of the columns is no longer that of the release (normalised discounted cumulative gain below 0.9), or a fifth of all importance has gone to other columns.</p>`;
