import { counted, fewOf, instant, percent, span, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { DriftReport, FeatureVerdict, Verdict } from '../monitoring/schema.ts';
import type { BesideReport, CheckAbout } from './check-about.ts';
import { changes, others } from './drift-changes.ts';
import { driftMethod } from './drift-method.ts';
import { driftSources } from './drift-sources.ts';
import { heading, verdictWords } from './drift-words.ts';
import { expected, unfair } from './expected.ts';
import { factList, page, tag, unbroken } from './page.ts';
import { worseInWords } from './quality-words.ts';
import { calmedDown, since } from './since-words.ts';
import { verdictLine } from './verdict-line.ts';
import { windowQualitySection } from './window-quality-section.ts';

/**
 * The report as one self-contained page for the people who answer for the model; with the quality of its answers, where
 * labels have come, and of a live model with what came of the check.
 */
export const driftPage = (report: DriftReport, { quality, about, files }: BesideReport = {}): string => {
  const { tone, word } = verdictWords[report.verdict];
  const inDetail = report.features.filter(
    ({ role, status }) => status === 'drifted' || status === 'watch' || (role === 'prediction' && status === 'stable'),
  );
  const worse = quality?.verdict === 'worse';
  const apart = unfair(quality);
  const answersFirst = worse || apart.length > 0;
  const rest = report.features.filter((feature) => !inDetail.includes(feature));
  return page({
    title: `${report.model} ${report.version}: ${word}`,
    heading: heading(report, worse),
    kicker: html`${tag(tone, word)}${worse && tag('bad', 'answers worse')}${apart.length > 0 && tag('bad', 'groups apart')} <span class="quiet">${when(report.window)}</span>`,
    corner: `${report.model} ${report.version}`,
    lead: unbroken(
      [...(worse ? [worseInWords(quality)] : []), report.sentence, ...apart.map(({ sentence }) => sentence)].join(' '),
    ),
    body: html`${factList([
      [
        report.pooled ? `Rows in ${report.pooled} windows` : files ? 'Rows in the file' : 'Rows in this window',
        whole(report.rows.window),
      ],
      [`Rows ${report.version} was released on`, whole(report.rows.baseline)],
      ['Columns', tally(report.features)],
      ['Records that could not be read', report.malformed.count === 0 ? 'none' : whole(report.malformed.count)],
    ])}${about && caughtUp(about)}
<h2>Who does what now</h2><ul>${expected(report, { ...(quality && { quality }), ...(about && { about }) }).map(([who, what]) => html`<li><b>${who}</b> ${what}</li>`)}</ul>
${report.verdict === 'unreadable' && malformed(report)}
${trend(report, worse, about)}
${answersFirst && quality && windowQualitySection(quality)}
${report.verdict === 'unreadable' && report.rows.window > 0 && html`<h2>What could be read</h2><p>All that follows is of the ${counted(report.rows.window, 'row')} that could be read. They are no fair sample of the traffic, so it may mislead.</p>`}
${changes(inDetail, report.history)}
${others(rest, inDetail.length > 0)}
${quality && !answersFirst && windowQualitySection(quality)}
${report.verdict !== 'unreadable' && malformed(report)}
${driftMethod(report)}
${driftSources(report, about, files)}`,
  });
};

const when = ({ from, to }: DriftReport['window']): Html =>
  html`<time datetime="${from === to ? from : `${from}/${to}`}">${from === to ? instant(from) : span(from, to)}</time>`;

/** What else this check looked at, and what it left to a person. */
const caughtUp = ({ missed, beyond, late }: CheckAbout): Html | undefined => {
  if (missed + beyond === 0 && !late) return undefined;
  return html`<p>${late && 'This window was looked at before; more of its records came since. '}${
    missed > 0 &&
    `${counted(missed, 'window')} before this one ${missed === 1 ? 'was' : 'were'} missed, and ${missed === 1 ? 'is' : 'are'} looked at here as well. `
  }${beyond > 0 && `${counted(beyond, 'window')} further back ${beyond === 1 ? 'was' : 'were'} not looked at: ask for that time by itself with slipway check.`}</p>`;
};

/** "14 drifted, 6 stable". */
const tally = (features: readonly FeatureVerdict[]): string =>
  TALLIED.flatMap((verdict) => {
    const count = features.filter(({ status }) => status === verdict).length;
    return count === 0 ? [] : [`${whole(count)} ${TALLY_WORDS[verdict] ?? verdictWords[verdict].word}`];
  }).join(', ');

const TALLY_WORDS: Partial<Record<Verdict, string>> = { watch: 'on watch', 'not-enough-evidence': 'not judged' };
const TALLIED: readonly Verdict[] = ['drifted', 'watch', 'stable', 'not-enough-evidence'];

const trend = (report: DriftReport, worse: boolean, about?: CheckAbout): Html | undefined => {
  const { history, verdict, window } = report;
  if (!history?.length) return undefined;
  const windows = [...history, { at: window.to, verdict }];
  const calm = calmedDown(report).map(({ feature }) => feature);
  return html`<h2>Since when</h2><p>${worse && about && `The answers ${about.worsened ? 'became worse with the labels of this window' : 'were worse already when labels last told'}. `}${worse && 'Traffic: '}${since(windows)}${calm.length > 0 && ` As at release again: ${fewOf(calm, 8)}.`}</p>${verdictLine(windows)}`;
};

const malformed = ({ malformed: { count, samples }, limits }: DriftReport): Html | undefined => {
  if (count === 0) return undefined;
  const reasons = [...new Set(samples.map(({ reason }) => reason))];
  const events = (reason: string) =>
    samples.flatMap((sample) => (sample.reason === reason && sample.eventId ? [sample.eventId] : []));
  return html`<h2>${counted(count, 'record')} could not be read</h2><p>They are left out of everything else on this page. Up to ${percent(limits.malformed)} of the records are borne with. The first of them:</p><ul>${reasons.map(
    (reason) =>
      html`<li>${reason}${events(reason).length > 0 && html` <span class="quiet">in ${events(reason).map((id, i) => html`${i > 0 && ', '}<code>${id}</code>`)}</span>`}</li>`,
  )}</ul>`;
};
