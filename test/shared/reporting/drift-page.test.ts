import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/monitoring/cells.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
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
    const text = words(driftPage(judge(profile, countsOf(profile, loans(50, 1000)), lastHour), quality));

    expect(text).toContain('credit-risk answers worse than at release');
    expect(text).toContain('decides within a day whether it may go on answering');
    expect(text).not.toContain('Nobody needs to do anything');
    expect(text).toContain('for the answers of 2 Mar 2026, 08:00 to 09:00 UTC');
    expect(text).toContain('Not in these figures Half of it.');
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
