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

  it('explains each measure, with an interval no finer than its value', () => {
    const page = qualityPage('m', release);

    expect(page).toContain('share of the answers that were right');
    expect(page.match(/class="meaning"/g)).toHaveLength(release.metrics.length);
    for (const [, value = '', half = ''] of page.matchAll(/>([−\d.]+) <span class="quiet">±([\d.]+)</g))
      expect(half.split('.')[1]?.length ?? 0).toBeLessThanOrEqual(value.split('.')[1]?.length ?? 0);
  });

  it('draws the gap between groups with its interval, and against what is allowed where that is known', () => {
    const gated = liveQuality(task, answered(600, 0.9), { fairnessGap: 0.02 });

    expect(qualityPage('m', gated)).toMatch(
      /aria-label="gap by branch &#60;i&#62; [\d.]+ points, between [−\d.]+ points and [\d.]+ points, allowed 2\.0 points"/,
    );
    expect(qualityPage('m', release)).not.toContain('upright line');
  });

  it('says which classes are missed, worst first, and what they are taken for', () => {
    const classes = ['yes', 'no', '<b>maybe'];
    const labels = Array.from({ length: 300 }, (_, i) => classes[i % 3]);
    const answers = labels.map((label, i) => (label === '<b>maybe' && i % 2 === 0 ? 'no' : label));
    const kind = 'multiclass-classification' as const;
    const page = qualityPage('m', liveQuality({ kind, classes }, { labels, answers, answered: 300 }));

    expect(page.indexOf('&#60;b&#62;maybe</th>')).toBeLessThan(page.indexOf('yes</th>'));
    expect(page).toContain('no (50)');
    expect(page).not.toContain('<b>maybe');
  });

  it('draws what was before from zero, also of measures that may be negative', () => {
    const numbers = (shift: number) => {
      const labels = Array.from({ length: 300 }, (_, i) => (i * 0.618) % 5);
      return { labels, answers: labels.map((label, i) => label + shift + ((i * 0.37) % 1) - 0.5), answered: 300 };
    };
    const before = liveQuality({ kind: 'regression' }, numbers(0));
    const page = qualityPage('m', liveQuality({ kind: 'regression' }, numbers(-2), { metrics: before.metrics }));
    const [, from = '', width = ''] =
      /aria-label="Bias −2[^>]*><rect class="track"[^>]*><rect class="was" x="([\d.]+)" y="7" width="([\d.]+)"/.exec(
        page,
      ) ?? [];

    expect(Number(from)).toBeGreaterThan(200);
    expect(Number(width)).toBeLessThan(20);
  });

  it('draws without NaN, and runs nothing', () => {
    for (const rows of [0, 1, 40, 300])
      expect(qualityPage('m', liveQuality(task, answered(rows, 0.5)))).not.toMatch(/NaN|Infinity|undefined|<script/);
  });
});
