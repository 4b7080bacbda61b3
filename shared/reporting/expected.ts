import { counted, instant } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { HISTORY } from '../monitoring/history.ts';
import type { DriftReport, Verdict } from '../monitoring/schema.ts';
import type { Reaction } from '../policy/monitoring-policy.ts';
import type { CheckAbout } from './check-about.ts';
import { isSeasonal } from './drift-words.ts';
import { mailTo, time } from './page.ts';

/** An owner answers within so long of the first window that asks for it. */
const ANSWER_WITHIN_MS = 24 * 3_600_000;

type Report = Pick<DriftReport, 'verdict' | 'features' | 'history' | 'window' | 'limits'>;
type Expectation = readonly [who: string | Html, what: string | Html];

/**
 * Whose move it is, what the move is, and until when. Answers that became worse come before anything that traffic asks for.
 * Without `about` the comparison was made by hand: nobody was told, and nothing follows by itself.
 */
export const expected = (report: Report, worse: boolean, about?: CheckAbout): readonly Expectation[] => {
  const slipway: readonly Expectation[] = about
    ? alarmWords(report, about).map((what) => ['Slipway', what] as const)
    : [['Slipway', 'told nobody of this and recorded nothing: the comparison was made by hand.']];
  const { verdict } = report;
  const owner = about
    ? html`${mailTo(about.owner.address, about.owner.name)}, who answers for the model,`
    : 'The owner of the model';
  const team = about ? `The team ${about.team}` : 'The team';
  if (worse) return [...answersWorse(owner, team, about), ...slipway];
  switch (verdict) {
    case 'unreadable':
      return [
        [
          team,
          'looks at the examples below and finds what writes these records: most often the form of the requests or of the answers changed.',
        ],
        ...slipway,
      ];
    case 'drifted':
      return [
        [
          owner,
          html`reads the changes below and tells the team ${deadline(report, about)} whether they are expected: a new product, a season, a broken feed.`,
        ],
        [
          team,
          'checks first how the columns named below are filled; a fault in a feed is the most frequent cause. If the change is real, it retrains and submits a new version.',
        ],
        ...slipway,
      ];
    case 'watch':
      return [
        [
          team,
          isSeasonal(report)
            ? 'may look at the changes below when there is time. At these hours of the week traffic differed from the release in the same way before, so this counts as usual.'
            : 'may look at the changes below when there is time. They are certain, but too small to matter yet.',
        ],
        ...slipway,
      ];
    case 'stable':
      return [['Nobody', html`needs to do anything. ${nextWindow(about)}`], ...standing(slipway, about)];
    case 'not-enough-evidence':
      return [
        ['Nobody', html`needs to do anything if little traffic was expected in this window. ${nextWindow(about)}`],
        [team, 'looks whether requests reach the model and are recorded, if more was expected.'],
        ...standing(slipway, about),
      ];
  }
};

const answersWorse = (owner: string | Html, team: string, about?: CheckAbout): readonly Expectation[] => [
  [
    owner,
    `decides within a day${about && !about.worsened ? ' of the first report that said so' : ''} whether it may go on answering meanwhile, or whether an earlier version should serve again.`,
  ],
  [team, 'looks where the answers are wrong, below, retrains on newer labels, and submits a new version.'],
];

/** A day after the first of the windows in a row that say the same; said as overdue when that is over. */
const deadline = ({ verdict, history = [], window }: Report, about?: CheckAbout): string | Html => {
  if (!about) return 'within a day';
  const judged = history.filter((one) => one.verdict !== 'not-enough-evidence');
  const before = judged.findLastIndex((one) => one.verdict !== verdict);
  // The history is bounded: what fills it began before.
  if (before < 0 && history.length >= HISTORY) return `(due a day after they began, at least ${HISTORY} windows ago)`;
  const first = judged[before + 1]?.at ?? window.to;
  const due = new Date(Date.parse(first) + ANSWER_WITHIN_MS).toISOString();
  return due > about.checkedAt ? html`until ${time(due)}` : html`(this was due until ${time(due)})`;
};

const nextWindow = (about?: CheckAbout): string => (about ? `The next window ends ${instant(about.next)}.` : '');

/** What Slipway does is said of quiet windows only where the alarm has something to do with them. */
const standing = (slipway: readonly Expectation[], about?: CheckAbout): readonly Expectation[] =>
  about && about.alarm !== 'off' ? slipway : [];

const alarmWords = ({ verdict, limits }: Report, about: CheckAbout): readonly string[] => {
  const { windowsToAlarm: k, windowsLookedAt: n, windowsToLeave } = limits;
  const rule = k === n ? `${counted(k, 'window')}${k > 1 ? ' in a row' : ''}` : `${k} of the last ${n} windows`;
  const unread = verdict === 'unreadable' ? ' Such a window is never answered with another version.' : '';
  switch (about.alarm) {
    case 'entered':
      return [
        about.asked.reaction === 'none'
          ? `has raised the alarm (${rule} drifted or could not be read) and asked for nothing more: ${about.asked.because}.`
          : `has raised the alarm (${rule} drifted or could not be read) and ${done[about.asked.reaction]}.${unread}`,
      ];
    case 'on':
      return [
        `raised the alarm with an earlier window and asks for nothing more while it lasts. It ends after ${counted(windowsToLeave, 'calm window')}${windowsToLeave > 1 ? ' in a row' : ''}.`,
      ];
    case 'left':
      return [`has ended the alarm with this window: ${counted(windowsToLeave, 'window')} were calm.`];
    case 'off':
      return [
        isBad(verdict)
          ? `has not raised the alarm yet: that takes ${rule}. Then it ${todo(verdict, about)}.${unread}`
          : 'keeps watching; nobody needs to decide anything.',
      ];
  }
};

const isBad = (verdict: Verdict): boolean => verdict === 'drifted' || verdict === 'unreadable';

const todo = (verdict: Verdict, { onDrift }: CheckAbout): string =>
  verdict === 'unreadable' ? wanted.alert : wanted[onDrift];

const done: Readonly<Record<Reaction, string>> = {
  alert: 'has written to the owner and the submitter. The model keeps serving',
  retrain: 'has asked for retraining. The model keeps serving, and no version goes live without approval',
  rollback: 'has ordered the way back to the version before',
};
const wanted: Readonly<Record<Reaction, string>> = {
  alert: 'writes to the owner and the submitter',
  retrain: 'asks for retraining, and no version goes live without approval',
  rollback: 'goes back to the version before',
};
