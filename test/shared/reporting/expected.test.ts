import { describe, expect, it } from 'vitest';
import type { MeasuredQuality } from '../../../shared/assurance/window-quality.ts';
import { html } from '../../../shared/kernel/html.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import type { Verdict } from '../../../shared/monitoring/schema.ts';
import type { CheckAbout } from '../../../shared/reporting/check-about.ts';
import { expected } from '../../../shared/reporting/expected.ts';
import { countsOf, lastHour, loanProfile, loans } from '../../support/monitoring.ts';

const profile = loanProfile();
const base = judge(profile, countsOf(profile, loans(50, 500)), lastHour);
const about: CheckAbout = {
  owner: { address: 'ada@example.com', name: 'Ada Obi' },
  team: 'lending',
  checkedAt: '2026-03-02T09:05:00Z',
  next: '2026-03-02T10:00:00Z',
  alarm: 'off',
  onDrift: 'rollback',
  asked: { reaction: 'none', because: 'the alarm was not entered' },
  worsened: false,
  missed: 0,
  beyond: 0,
  late: false,
  figures: { file: 'x.json', sha256: 'a' },
};
const answers = (over: Partial<MeasuredQuality> = {}): MeasuredQuality => ({
  verdict: 'as-released',
  sentence: 'No metric is certainly worse than at release.',
  task: 'binary-classification',
  labelled: 500,
  answered: 500,
  unusable: 0,
  metrics: [],
  window: lastHour,
  leftOut: [],
  ...over,
});
const apart = {
  groups: [],
  gates: [
    {
      kind: 'fairness' as const,
      gate: 'branch',
      label: 'Decisions by branch',
      unit: 'points' as const,
      side: 'at-most' as const,
      status: 'fails' as const,
      sentence: 'Too far apart.',
    },
  ],
};
/** Who does what, as lines of words. */
const lines = (verdict: Verdict, beside: Parameters<typeof expected>[1] = { about }, over: object = {}) =>
  expected({ ...base, verdict, ...over }, beside).map(([who, what]) =>
    html`${who} ${what}`.markup.replace(/<[^>]+>/g, ''),
  );

describe('who does what', () => {
  it('is nobody, in quiet windows of sound answers', () => {
    expect(lines('stable')).toEqual(['Nobody needs to do anything. The next window ends 2 Mar 2026, 10:00 UTC.']);
    expect(lines('stable', { about, quality: answers() })).toHaveLength(1);
    expect(lines('not-enough-evidence')[0]).toMatch(/^Nobody needs to do anything if little traffic was expected/);
  });

  it('is somebody wherever the answers ask for it, whatever traffic says', () => {
    for (const verdict of ['stable', 'watch', 'not-enough-evidence', 'drifted'] as const)
      for (const quality of [
        answers({ verdict: 'worse' }),
        answers({ fairness: apart }),
        { verdict: 'not-measured' as const, sentence: 'No labels came.', window: lastHour },
      ])
        expect(lines(verdict, { about, quality }).join(), `${verdict} ${quality.verdict}`).not.toMatch(
          /Nobody|nobody needs/,
        );
  });

  it('is the owner where groups are treated further apart than the policy allows', () => {
    expect(lines('stable', { about, quality: answers({ fairness: apart }) })).toEqual([
      'Ada Obi, who answers for the model, looks at how the groups are treated, below: decisions by branch differ by more than the policy allows.',
    ]);
  });

  it('says once that people were told of worse answers', () => {
    const quality = answers({ verdict: 'worse' });
    expect(lines('stable', { about: { ...about, worsened: true }, quality }).at(-1)).toMatch(
      /^Slipway has written to the owner and the submitter that the answers became worse/,
    );
    expect(lines('stable', { about, quality }).join()).toContain('within a day of the first report that said so');
  });

  it.each([
    [
      'drifted',
      'off',
      'none',
      'has not raised the alarm yet: that takes 2 of the last 3 windows. Then it goes back to',
    ],
    [
      'drifted',
      'entered',
      'rollback',
      'has raised the alarm (2 of the last 3 windows drifted or could not be read) and',
    ],
    ['drifted', 'entered', 'none', 'and asked for nothing more: the alarm was not entered.'],
    ['drifted', 'on', 'none', 'raised the alarm with an earlier window'],
    [
      'unreadable',
      'off',
      'none',
      'Then it writes to the owner and the submitter. Such a window is never answered with another version.',
    ],
    ['stable', 'on', 'none', 'It ends after 2 calm windows in a row.'],
    ['stable', 'left', 'none', 'has ended the alarm with this window: 2 windows were calm.'],
    ['watch', 'off', 'none', 'keeps watching; nobody needs to decide anything.'],
  ] as const)('tells of a window that is %s, with the alarm %s (%s)', (verdict, alarm, reaction, words) => {
    const asked = { ...about.asked, reaction };
    expect(lines(verdict, { about: { ...about, alarm, asked } }).at(-1)).toContain(words);
  });

  it('gives a day from the first window that asked, and says when that is over', () => {
    const past = (count: number) => ({
      history: Array.from({ length: count }, (_, i) => ({
        at: new Date(Date.parse(lastHour.to) - (count - i) * 3_600_000).toISOString(),
        verdict: 'drifted' as const,
      })),
    });
    const [first, third, long] = [0, 2, 24].map((count) => lines('drifted', { about }, past(count))[0]);

    expect(first).toContain('until 3 Mar 2026, 09:00 UTC');
    expect(third).toContain('until 3 Mar 2026, 07:00 UTC');
    expect(long).toContain('(due a day after they began, at least 24 windows ago)');
    const later = { ...about, checkedAt: '2026-03-05T00:00:00Z' };
    expect(lines('drifted', { about: later })[0]).toContain('(this was due until 3 Mar 2026, 09:00 UTC)');
  });

  it('is told without names of a comparison by hand, and nothing follows by itself', () => {
    expect(lines('drifted', {})).toEqual([
      expect.stringMatching(/^The owner of the model reads the changes below and tells the team within a day/),
      expect.stringMatching(/^The team checks first/),
      'Slipway told nobody of this and recorded nothing: the comparison was made by hand.',
    ]);
  });
});
