import { describe, expect, it } from 'vitest';
import { Watching, watchingOf } from '../../../shared/assurance/watching.ts';
import { DEFAULT_LIMITS, type DriftOverrides, LIMIT_NAMES } from '../../../shared/monitoring/limits.ts';
import { strictness } from '../../../shared/reporting/limit-words.ts';
import { watchSection } from '../../../shared/reporting/watch-section.ts';
import { watchingInShort, watchSentences } from '../../../shared/reporting/watch-words.ts';
import { thePolicy } from '../../functions/release.world.ts';

type Rules = Parameters<typeof thePolicy>[0];

const bounds = { psi: { least: 0.05, most: 0.25 }, windowsLookedAt: { least: 2, most: 6 } };
const watching = (drift: DriftOverrides = {}, tier: Rules = {}, schedule = 'rate(1 hour)') =>
  watchingOf({ monitoring: { schedule, drift } }, thePolicy({ driftBounds: bounds, ...tier }).tiers.medium);
const words = (given: Watching | undefined) =>
  watchSection(given)
    .markup.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('how a version will be watched', () => {
  it('is said with the schedule, the alarm and what follows, all limits being the policy’s', () => {
    const text = words(watching());

    expect(text).toContain('Its traffic is compared every hour with the rows it was released on');
    expect(text).toContain(
      'The alarm is raised when 2 of the last 3 windows drifted. Then its owner and the team are told',
    );
    expect(text).toContain("All limits are the policy's; the team set none for itself.");
    expect(text).toContain('The team promises no late labels');
  });

  it('shows what the team set for itself beside the policy’s value and what is allowed, looser or stricter', () => {
    const text = words(watching({ psi: 0.2, windowsLookedAt: 6 }));

    expect(text).toContain('The team set 2 limits of its own');
    expect(text).toMatch(/\(PSI\) 0\.2 0\.1 0\.05 to 0\.25 looser: more passes/);
    expect(text).toMatch(/Windows looked at for the alarm 6 3 2 to 6 stricter/);
    expect(text).toContain('2 of the last 6 windows drifted');
    expect(text).toContain('How differently values are spread (PSI) 0.2 the team');
  });

  it('shows what holds, not what was asked for outside the bounds', () => {
    expect(watching({ psi: 0.9, ks: 0.5 }).own).toEqual([]);
    expect(watching({ psi: 0.9 }).limits.psi).toBe(0.1);
  });

  it.each([
    [
      'retrain',
      'Then retraining is asked for on the bus, though the team names nobody who would do it, at most once in 7 days',
    ],
    ['rollback', 'Then the version before it serves again, without anybody being asked first'],
  ] as const)('says what %s means', (onDrift, said) => {
    expect(watchSentences(watching({}, { onDrift })).join(' ')).toContain(said);
  });

  it('says when a live endpoint will be asked more, and when labels come', () => {
    const { importance } = thePolicy().tiers.medium;
    const asked = { ...watching({}, { importance: { ...importance, ask: 'live-endpoint' } }), labelsAfterHours: 48 };

    expect(words(asked)).toContain('asked for up to 30,000 rows more');
    expect(words(asked)).toContain('when their labels come, 48 hours later');
  });

  it('fits a mail, and evidence that was measured before says where to look', () => {
    expect(watchingInShort(watching({ psi: 0.2 })).at(-1)).toContain('0.2 in place of 0.1, looser');
    expect(watchingInShort(watching()).at(-1)).toBe("All limits are the policy's.");
    expect(words(undefined)).toContain('the policy and the manifest below say it');
  });

  it('knows of every limit whether more or less of it is stricter, and writes it', () => {
    for (const name of LIMIT_NAMES) {
      const value = DEFAULT_LIMITS[name];
      const [up, down] = [strictness(name, value, value + 1), strictness(name, value, value - 1)];
      expect([up, down].sort()).toEqual(up === 'other' ? ['other', 'other'] : ['looser', 'stricter']);
    }
    expect(Watching.parse(JSON.parse(JSON.stringify(watching({ psi: 0.2 }))))).toEqual(watching({ psi: 0.2 }));
  });
});
