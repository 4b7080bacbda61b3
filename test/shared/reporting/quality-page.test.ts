import { describe, expect, it } from 'vitest';
import { liveQuality } from '../../../shared/assurance/live-quality.ts';
import { qualityPage } from '../../../shared/reporting/quality-page.ts';
import { seeded } from '../../../shared/statistics/permutation-importance.ts';

/** Labels that scores know well, or that they know by `share` only; every third row is of group b. */
const answered = (rows: number, share: number) => {
  const random = seeded(4);
  const labels = Array.from({ length: rows }, (_, i) => i % 2);
  return {
    labels,
    answers: labels.map((label) => (random() < share ? 0.2 + 0.6 * label : random())),
    answered: 2 * rows,
    groups: new Map([['branch <i>', labels.map((_, i) => (i % 3 === 0 ? 'b' : 'a'))]]),
    delays: labels.map(() => 7200),
  };
};
const task = { kind: 'binary-classification' as const };
const release = liveQuality(task, answered(600, 0.9));

describe('the quality page', () => {
  it('says that the model became worse, and shows each measure beside the release', () => {
    const page = qualityPage('care-demand', liveQuality(task, answered(600, 0.2), { metrics: release.metrics }));

    expect(page).toContain('<h1>care-demand has become worse</h1>');
    expect(page).toMatch(/aria-label="AUC 0\.\d+, between 0\.\d+ and 0\.\d+, at release 0\.\d+"/);
    expect(page).toContain('<span class="tag bad">worse</span>');
    expect(page).toContain('<span class="tag quiet">not tested</span>');
    expect(page).toContain('Does it treat groups alike: branch &#60;i&#62;');
    expect(page).toContain('Labels came after 2 h; nine of ten within 2 h.');
  });

  it('finds nothing worse in the same answers', () => {
    const page = qualityPage('The model', liveQuality(task, answered(600, 0.9), { metrics: release.metrics }));

    expect(page).toContain('<h1>The model is as good as at release</h1>');
    expect(page).not.toContain('<span class="tag bad">');
  });

  it('does not compare without a release, nor judge on few labels', () => {
    expect(qualityPage('The model', release)).not.toContain('at release</th>');
    expect(qualityPage('The model', liveQuality(task, answered(40, 0.9)))).toContain('has too few labels to judge');
  });

  it('draws without NaN, and runs nothing', () => {
    for (const rows of [0, 1, 40, 300])
      expect(qualityPage('m', liveQuality(task, answered(rows, 0.5)))).not.toMatch(/NaN|Infinity|undefined|<script/);
  });
});
