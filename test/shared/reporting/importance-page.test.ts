import { describe, expect, it } from 'vitest';
import type { Importance } from '../../../shared/assurance/schema.ts';
import { judgeImportance } from '../../../shared/assurance/window-importance.ts';
import { importanceDriftSection } from '../../../shared/reporting/importance-drift-section.ts';
import { importancePage } from '../../../shared/reporting/importance-page.ts';

const measured = (drops: Readonly<Record<string, number>>): Importance[] =>
  Object.entries(drops).map(([feature, drop]) => ({
    feature,
    metric: 'auc',
    drop,
    interval: { low: drop - 0.02, high: drop + 0.02 },
  }));
const release = measured({ income: 0.3, '<b>age': 0.2, purpose: 0.1 });
const how = { rows: 300, repeats: 3, asked: 3000, leftOut: [] as string[] };
const words = (markup: string) => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('what makes the answers right', () => {
  it('is said with every column beside the release, its place, and whether the change is certain', () => {
    const found = judgeImportance(release, measured({ income: 0.02, '<b>age': 0.21, purpose: 0.4 }), how);
    const { markup } = importanceDriftSection(found);

    expect(found.sentence).toBe(
      'The answers are right for other reasons than at release: income matters less; purpose matters more.',
    );
    expect(words(markup)).toMatch(/purpose 0\.400 0\.100 3 → 1 matters more income 0\.020 0\.300 1 → 3 matters less/);
    expect(markup).toContain('aria-label="purpose, loss without it 0.400, between 0.380 and 0.420, at release 0.100"');
    expect(markup).toContain('&#60;b&#62;age');
    expect(words(markup)).toContain('no certain change');
    expect(words(markup)).toContain('The team looks first how the columns that matter less are filled now');
  });

  it('says which columns were left out and why, and when nothing could be measured', () => {
    const found = judgeImportance(release.slice(0, 2), measured({ income: 0.3, '<b>age': 0.2 }), {
      ...how,
      leftOut: ['purpose'],
    });
    const silent = importanceDriftSection({ verdict: 'not-measured', sentence: 'The endpoint did not answer.' });

    expect(words(importanceDriftSection(found).markup)).toContain(
      'than is allowed: purpose (importance.mostPredictions of the policy)',
    );
    expect(words(silent.markup)).toContain('not measured The endpoint did not answer.');
  });

  it.each([
    [{ income: 0.3, '<b>age': 0.2, purpose: 0.1 }, 'is right for the same reasons as at release'],
    [{ income: 0.36, '<b>age': 0.2, purpose: 0.1 }, 'is right for the same reasons, not all as firmly'],
    [{ income: 0.01, '<b>age': 0.02, purpose: 0.4 }, 'is right for other reasons than at release'],
    [{}, 'right cannot be compared'],
  ])('has a page of its own: %o', (drops, heading) => {
    const page = importancePage('credit-risk 1.4.0', judgeImportance(release, measured(drops), how));

    expect(words(page)).toContain(heading);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
