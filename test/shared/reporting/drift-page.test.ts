import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/monitoring/cells.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import type { CheckAbout } from '../../../shared/reporting/check-about.ts';
import { driftPage } from '../../../shared/reporting/drift-page.ts';
import { chance } from '../../../shared/reporting/drift-words.ts';
import { countsOf, lastHour, loanProfile, loans } from '../../support/monitoring.ts';

const profile = loanProfile();
const drifted = (row: Row, i: number): Row => ({
  inputs: [Number(row.inputs?.[0]) * 1.5, i % 10 === 0 ? '<script>alert(1)</script>' : row.inputs?.[1]],
  output: Number(row.output) / 2,
});
const pageOf = (rows: readonly Row[]) => driftPage(judge(profile, countsOf(profile, rows), lastHour));
/** The words of a page, as a reader without pictures has them. */
const words = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

describe('the drift page', () => {
  it('says what happened first, then who does what, then shows the changes by their size', () => {
    const text = words(pageOf(loans(50, 1000, drifted)));
    const order = [
      'credit-risk is asked other questions than it was released for',
      'The predictions of version 1.4.0 have drifted, and 2 of 2 inputs changed: purpose and amount.',
      'Who does what now',
      'What changed',
      'The predictions (score)',
      'purpose drifted',
      'amount drifted',
      'How this was judged',
    ].map((phrase) => text.indexOf(phrase));

    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(-1);
  });

  it('is one document that fetches nothing, runs nothing and escapes what traffic brought', () => {
    const page = pageOf(loans(50, 1000, drifted));

    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|style="|onclick/i);
    expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
  });

  it('gives every drawing its numbers in words, or stands beside them', () => {
    const page = pageOf(loans(50, 1000, drifted));
    const drawings = page.match(/<svg[^>]*>/g) ?? [];

    for (const drawing of drawings)
      expect(drawing).toMatch(
        /role="img" aria-label="[^"]*\d[^"]*"|class="small"[^>]*aria-hidden="true"|aria-hidden="true"/,
      );
    expect(page).toMatch(/aria-label="amount: at release half of the values lie between about [\d,]+ and [\d,]+,/);
    expect(words(page)).toMatch(/Value at release now car 50 % 4\d % home 34 % \d\d % study/);
  });

  it('shows since when, where earlier windows are known', () => {
    const report = judge(profile, countsOf(profile, loans(50, 1000, drifted)), lastHour);
    const history = (['stable', 'not-enough-evidence', 'watch', 'drifted'] as const).map((verdict, i) => ({
      at: `2026-03-02T0${4 + i}:00:00Z`,
      verdict,
    }));
    const page = driftPage({ ...report, history });

    expect(words(page)).toContain('Since when Drifted in the last 2 windows, since 2 Mar 2026, 07:00 UTC.');
    expect(page).toMatch(
      /<ol aria-label="Verdicts[^>]*>(<li class="lane-\d \w+" title="[^"]+"><span[^>]*>[^<]+<\/span><\/li>){5}<\/ol>/,
    );
    expect(words(page)).toContain('2 Mar 2026, 04:00 UTC: stable 2 Mar 2026, 05:00 UTC: not enough evidence');
    expect(words(driftPage(report))).not.toContain('Since when');
    expect(words(driftPage({ ...report, history: history.slice(0, 1) }))).toContain(
      'Drifted since this window; before it stable.',
    );
  });

  it('puts answers that became worse before the traffic, and asks for a decision', () => {
    const quality = {
      verdict: 'worse' as const,
      sentence: 'The model is worse than at release: AUC 0.70, was 0.80.',
      task: 'binary-classification' as const,
      labelled: 500,
      answered: 500,
      unusable: 0,
      metrics: [
        {
          name: 'auc',
          label: 'AUC',
          better: 'higher' as const,
          value: 0.7,
          n: 500,
          atRelease: 0.8,
          qValue: 0.001,
          worse: true,
        },
      ],
      window: lastHour,
      leftOut: ['Half of it.'],
    };
    const text = words(driftPage(judge(profile, countsOf(profile, loans(50, 1000)), lastHour), { quality }));

    expect(text).toContain('credit-risk answers worse than at release');
    expect(text).toContain('decides within a day whether it may go on answering');
    expect(text).not.toContain('Nobody needs to do anything');
    expect(text).toContain('for the answers of 2 Mar 2026, 08:00 to 09:00 UTC');
    expect(text).toContain('Not in these figures Half of it.');
  });

  it('shows no markup, no turned text and no endless word of those who send traffic', () => {
    const hostile = [
      '"><img src=x onerror=alert(1)>',
      '\u202Egnp.exe',
      'x'.repeat(128),
      "javascript:'`${1}`",
      '</style><script>',
    ];
    const rows = loans(50, 1000, ({ inputs = [], output }, i) => ({
      inputs: [inputs[0], i % 2 === 0 ? hostile[(i / 2) % hostile.length] : inputs[1]],
      output,
    }));
    const name = '<b onload=x>';
    const features = profile.features.map((one) =>
      one.name === 'purpose' ? { ...one, name, shape: { ...one.shape, name } } : one,
    );
    const named = { ...profile, features };
    const counts = countsOf(named, rows);
    const malformed = { count: 1, samples: [{ reason: '<i>no</i>', eventId: '"><script>e</script>' }] };
    const page = driftPage(judge(named, { ...counts, malformed }, lastHour), {
      files: { rows: { name: '<u>.csv', sha256: 'a' }, baseline: { name: 'b.json', sha256: 'b' } },
    });

    expect(page).not.toMatch(/<img|<script|<b onload|<i>no|<u>|\u202E|x{100}/);
    expect(page.match(/<style>/g)).toHaveLength(1);
    expect(words(page)).toContain('<b onload=x> drifted');
    // Attributes hold no quote of theirs either.
    for (const [, label] of page.matchAll(/aria-label="([^"]*)"/g)) expect(label).not.toMatch(/[<>]/);
  });

  it('says what was compared with what, by which limits', () => {
    const report = judge(profile, countsOf(profile, loans(50, 1000)), lastHour, { psi: 0.2 });
    const text = words(
      driftPage(report, {
        files: { rows: { name: 'may.csv', sha256: 'aa' }, baseline: { name: 'p.json', sha256: 'bb' } },
      }),
    );

    expect(text).toMatch(/Traffic 2 Mar 2026, 08:00 to 09:00 UTC ?: 1,000 rows; every record could be read\./);
    expect(text).toContain('Compared with what credit-risk 1.4.0 was released on, 5,000 rows.');
    expect(text).toContain('may.csv sha256 aa');
    expect(text).toMatch(/\(population stability index\) 0\.2 /);
  });

  it('tells of a live model where it runs, what was caught up, and whether answers were worse before', () => {
    const about: CheckAbout = {
      owner: { address: 'ada@example.com' },
      team: 'lending',
      runsAt: 'a mainframe <in Bonn>',
      checkedAt: '2026-03-02T09:05:00Z',
      next: '2026-03-02T10:00:00Z',
      alarm: 'off',
      onDrift: 'alert',
      asked: { reaction: 'none', because: '' },
      worsened: false,
      missed: 1,
      beyond: 2,
      late: true,
      figures: { file: '2026-03-02T09-00-00Z.json', sha256: 'abc' },
    };
    const report = judge(profile, countsOf(profile, loans(50, 1000)), lastHour);
    const page = driftPage(report, { about });

    expect(words(page)).toContain('Pushed by the model, which runs elsewhere: a mainframe <in Bonn>.');
    expect(words(page)).toContain(
      'This window was looked at before; more of its records came since. 1 window before this one was missed, and is looked at here as well. 2 windows further back were not looked at',
    );
    expect(page).toContain('<a href="2026-03-02T09-00-00Z.json">');
    expect(words(page)).toContain('sha256 abc');
  });

  it('calls what is usual for these hours neither small nor drift', () => {
    const report = judge(profile, countsOf(profile, loans(50, 1000, drifted)), lastHour);
    const season = { seasonal: true, weeks: 4, rows: 4000, againstSameHours: 0.4, weekAgainstRelease: 0.7 };
    const features = report.features.map((one) => ({ ...one, status: 'watch' as const, season }));
    const text = words(driftPage({ ...report, verdict: 'watch', features }));

    expect(text).toContain('credit-risk sees what is usual for these hours');
    expect(text).toContain('so this counts as usual');
    expect(text).not.toContain('too small to matter');
    expect(text).toContain('it moved 40 % of its limit');
  });

  it('warns of what the readable records of an unreadable window show', () => {
    const counts = countsOf(profile, loans(50, 300));
    const malformed = { count: 200, samples: [{ reason: 'the body is not JSON' }] };
    const text = words(driftPage(judge(profile, { ...counts, malformed }, lastHour)));

    expect(text.indexOf('could not be read They are left out')).toBeLessThan(text.indexOf('What could be read'));
    expect(text).toContain('They are no fair sample of the traffic');
  });

  it('names columns that are as at release again', () => {
    const report = judge(profile, countsOf(profile, loans(50, 1000)), lastHour);
    const features = report.features.map((one) => ({ ...one, past: [[3, 'drifted'] as [number, 'drifted']] }));
    const history = [{ at: '2026-03-02T08:00:00Z', verdict: 'drifted' as const }];

    expect(words(driftPage({ ...report, features, history }))).toContain(
      'As at release again: score, amount and purpose.',
    );
  });

  it('draws without NaN, whatever the window', () => {
    for (const rows of [loans(50, 1000), loans(50, 120, drifted), loans(50, 3), []])
      expect(pageOf(rows)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('asks nothing of anybody when traffic is stable', () => {
    const text = words(pageOf(loans(50, 1000)));

    expect(text).toContain('Nobody needs to do anything.');
    expect(text).not.toContain('What changed');
  });

  it('says what is missing when there is too little traffic', () => {
    const text = words(pageOf(loans(50, 42)));

    expect(text).toContain('credit-risk had too little traffic to judge');
    expect(text).toContain('42 rows arrived, at least 100 are needed');
    expect(text).not.toContain('All columns');
  });

  it('shows why records could not be read', () => {
    const counts = countsOf(profile, loans(50, 300));
    const malformed = { count: 7, samples: [{ reason: 'the body is not JSON', eventId: 'e-1' }] };

    expect(words(driftPage(judge(profile, { ...counts, malformed }, lastHour)))).toContain(
      '7 records could not be read',
    );
  });
});

describe('chances in words', () => {
  const of = (qValue?: number) => chance({ name: 'psi', statistic: 1, threshold: 1, exceeded: true, qValue });

  it('are rounded to what matters', () => {
    expect([of(0), of(0.002), of(0.05), of(0.32), of(1), of()]).toEqual([
      'under 1 in 10,000',
      'about 1 in 500',
      'about 1 in 20',
      'about 3 in 10',
      'about 10 in 10',
      'not tested',
    ]);
  });
});
