import { counted, whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import type { DriftReport } from '../monitoring/schema.ts';
import type { BesideReport, CheckAbout, ComparedFile } from './check-about.ts';
import { time } from './page.ts';
import { windowTime } from './since-words.ts';

/** What was compared with what, by which rules, and where the proof is: for whoever must check this check. */
export const driftSources = (report: DriftReport, about?: CheckAbout, files?: BesideReport['files']): Html =>
  html`<h2>What this rests on</h2><dl class="sources">${[...rowsOf(report, about), ...filesOf(files)].map(([what, is]) => html`<div><dt>${what}</dt><dd>${is}</dd></div>`)}</dl>`;

const rowsOf = (report: DriftReport, about?: CheckAbout): readonly (readonly [string, Html])[] => {
  const { window, rows, pooled, served, judgedBy, version, model } = report;
  const several = pooled ? ` in ${counted(pooled, 'window')} judged together` : '';
  return [
    [
      'Traffic',
      html`${window.from === window.to && 'Written '}${windowTime({ from: window.from, at: window.to })}: ${counted(rows.window, 'row')}${several}; ${read(report)}.${about?.runsAt && html` Pushed by the model, which runs elsewhere: ${about.runsAt}.`}${served?.endpoint && html` Captured at the endpoint <code>${served.endpoint}</code>, configuration <code>${served.config}</code>.`}`,
    ],
    [
      'Compared with',
      html`what ${model} ${version} was released on, ${whole(rows.baseline)} rows.${judgedBy && html` Baseline profile <code>sha256 ${judgedBy.profile}</code>`}`,
    ],
    ...(served
      ? [[about?.runsAt ? 'Registered as' : 'Model', html`<code>sha256 ${served.model}</code>`] as const]
      : []),
    ...(judgedBy
      ? [
          [
            'Judged by',
            html`policy version ${judgedBy.policy.version}, risk tier ${judgedBy.tier}${judgedBy.own.length > 0 && `, with ${counted(judgedBy.own.length, 'limit')} that the team set itself as the policy allows`}. <code>sha256 ${judgedBy.policy.sha256}</code>`,
          ] as const,
        ]
      : []),
    ...(about
      ? [
          ['Checked', html`${time(about.checkedAt)}`] as const,
          [
            'Figures',
            html`<a href="${about.figures.file}">${about.figures.file}</a>, beside this page. <code>sha256 ${about.figures.sha256}</code> is its digest, and the record of this check carries the same (<code>slipway audit verify</code> proves the record).`,
          ] as const,
        ]
      : []),
  ];
};

const filesOf = (files: BesideReport['files']): readonly (readonly [string, Html])[] =>
  files
    ? [
        ['File of rows', fileOf(files.rows)],
        ['File of the baseline', fileOf(files.baseline)],
      ]
    : [];

const fileOf = ({ name, sha256 }: ComparedFile): Html => html`${name} <code>sha256 ${sha256}</code>`;

const read = ({ malformed, rows }: DriftReport): string => {
  if (malformed.count > 0)
    return `${counted(malformed.count, 'record')} could not be read and ${malformed.count === 1 ? 'is' : 'are'} left out`;
  return rows.window === 0 ? 'no record came' : 'every record could be read';
};
