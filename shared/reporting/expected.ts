import type { GateResult } from '../assurance/schema.ts';
import type { WindowQuality } from '../assurance/window-quality.ts';
import { instant, listed } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';
import { HISTORY } from '../monitoring/history.ts';
import type { DriftReport } from '../monitoring/schema.ts';
import { alarmWords, isBad } from './alarm-words.ts';
import type { BesideReport, CheckAbout } from './check-about.ts';
import { isSeasonal } from './drift-words.ts';
import { mailTo, time } from './page.ts';

/** An owner answers within so long of the first window that asks for it. */
const ANSWER_WITHIN_MS = 24 * 3_600_000;

type Report = Pick<DriftReport, 'verdict' | 'features' | 'history' | 'window' | 'limits'>;
interface People {
  readonly owner: string | Html;
  readonly team: string;
}
type Expectation = readonly [who: string | Html, what: string | Html];

/**
 * Whose move it is, what the move is, and until when. What is wrong with the answers comes before anything that traffic asks
 * for. Without `about` the comparison was made by hand: nobody was told, and nothing follows by itself.
 */
export const expected = (
  report: Report,
  { quality, about }: Pick<BesideReport, 'quality' | 'about'> = {},
): readonly Expectation[] => {
  const people: People = {
    owner: about
      ? html`${mailTo(about.owner.address, about.owner.name)}, who answers for the model,`
      : 'The owner of the model',
    team: about ? `The team ${about.team}` : 'The team',
  };
  const answers = quality ? askedByAnswers(quality, people, about) : [];
  const traffic = quality?.verdict === 'worse' ? [] : askedByTraffic(report, people, about);
  const quiet = isIdle(report) && answers.length === 0;
  return [
    ...answers,
    ...(quiet ? [nobody(report, about)] : []),
    ...traffic,
    ...slipway(report, quiet, answers.length > 0, about),
  ];
};

const askedByAnswers = (
  quality: WindowQuality,
  { owner, team }: People,
  about: CheckAbout | undefined,
): readonly Expectation[] => {
  if (quality.verdict === 'not-measured')
    return [[team, 'looks why the answers could not be measured, as is told below.']];
  const apart = unfair(quality).map(({ gate }) => gate);
  return [
    ...(quality.verdict === 'worse'
      ? [
          [
            owner,
            `decides within a day${about && !about.worsened ? ' of the first report that said so' : ''} whether it may go on answering meanwhile, or whether an earlier version should serve again.`,
          ] as const,
          [
            team,
            'looks where the answers are wrong, below, retrains on newer labels, and submits a new version.',
          ] as const,
        ]
      : []),
    ...(apart.length > 0
      ? [
          [
            owner,
            `looks at how the groups are treated, below: decisions by ${listed(apart)} differ by more than the policy allows.`,
          ] as const,
        ]
      : []),
    ...(quality.importance?.verdict === 'changed'
      ? [[team, 'looks at what makes the answers right, below: it is not what it was at release.'] as const]
      : []),
  ];
};

const askedByTraffic = (
  report: Report,
  { owner, team }: People,
  about: CheckAbout | undefined,
): readonly Expectation[] => {
  switch (report.verdict) {
    case 'unreadable':
      return [
        [
          team,
          'looks at the examples below and finds what writes these records: most often the form of the requests or of the answers changed.',
        ],
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
      ];
    case 'watch':
      return [
        [
          team,
          isSeasonal(report)
            ? 'may look at the changes below when there is time. At these hours of the week traffic differed from the release in the same way before, so this counts as usual.'
            : 'may look at the changes below when there is time. They are certain, but too small to matter yet.',
        ],
      ];
    case 'not-enough-evidence':
      return [[team, 'looks whether requests reach the model and are recorded, if more traffic was expected.']];
    case 'stable':
      return [];
  }
};

/** Traffic that asks nothing of anybody. */
const isIdle = ({ verdict }: Report): boolean => verdict === 'stable' || verdict === 'not-enough-evidence';

const nobody = ({ verdict }: Report, about?: CheckAbout): Expectation => [
  'Nobody',
  `needs to do anything${verdict === 'stable' ? '' : ' if little traffic was expected in this window'}.${about ? ` The next window ends ${instant(about.next)}.` : ''}`,
];

/** What Slipway does is said where the alarm has something to do with it, and where people might wait for it. */
const slipway = (report: Report, quiet: boolean, answers: boolean, about?: CheckAbout): readonly Expectation[] => {
  if (!about)
    return quiet ? [] : [['Slipway', 'told nobody of this and recorded nothing: the comparison was made by hand.']];
  const told: readonly Expectation[] = about.worsened ? [['Slipway', TOLD]] : [];
  const nothing = about.alarm === 'off' && !isBad(report.verdict) && (isIdle(report) || answers);
  return nothing ? told : [...told, ['Slipway', alarmWords(report, about)]];
};

const TOLD =
  'has written to the owner and the submitter that the answers became worse. The model keeps serving until people decide.';

/** Gaps between groups that are larger than the policy allows. */
export const unfair = (quality: WindowQuality | undefined): readonly GateResult[] =>
  quality && quality.verdict !== 'not-measured'
    ? (quality.fairness?.gates.filter(({ status }) => status === 'fails') ?? [])
    : [];

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
