import { describe, expect, it } from 'vitest';
import { causeOf, type PastReaction, reactionTo } from '../../../shared/monitoring/reaction.ts';
import type { DriftReport, Verdict } from '../../../shared/monitoring/schema.ts';

const report = (names: readonly string[], verdict: Verdict = 'drifted') => ({
  verdict,
  sentence: 'It drifted.',
  window: { from: '2026-03-09T08:00:00Z', to: '2026-03-09T09:00:00Z' },
  features: names.map((feature) => ({ feature, status: 'drifted' })) as DriftReport['features'],
});
const entered = { on: true, change: 'entered' } as const;
const rules = (onDrift: 'alert' | 'retrain' | 'rollback') => ({ onDrift, retrainingCooldownSeconds: 7 * 86_400 });
const asked = (days: number, reaction: PastReaction['reaction'], names: readonly string[]): PastReaction => ({
  at: new Date(Date.UTC(2026, 2, 9 - days, 9)).toISOString(),
  reaction,
  cause: causeOf(report(names)),
});

describe('the reaction to drift', () => {
  it.each(['alert', 'retrain', 'rollback'] as const)('is the policy’s, once the alarm is entered: %s', (onDrift) => {
    expect(reactionTo(rules(onDrift), entered, report(['a']), [])).toMatchObject({
      reaction: onDrift,
      because: 'It drifted.',
    });
    expect(reactionTo(rules(onDrift), { on: true, change: 'none' }, report(['a']), []).reaction).toBe('none');
    expect(reactionTo(rules(onDrift), { on: false, change: 'left' }, report([]), []).reaction).toBe('none');
  });

  it('asks for one retraining within the cooldown, and tells of other causes meanwhile', () => {
    const past = [asked(3, 'retrain', ['a'])];

    expect(reactionTo(rules('retrain'), entered, report(['a']), past).reaction).toBe('none');
    expect(reactionTo(rules('retrain'), entered, report(['b', 'a']), past)).toMatchObject({
      reaction: 'alert',
      because: 'It drifted. Retraining was asked for already for the window until 2026-03-06T09:00:00.000Z.',
    });
  });

  it('asks again after the cooldown', () => {
    expect(reactionTo(rules('retrain'), entered, report(['a']), [asked(7, 'retrain', ['a'])]).reaction).toBe('retrain');
  });

  it('does not repeat an alert of the same cause', () => {
    const past = [asked(1, 'alert', ['b', 'a'])];

    expect(reactionTo(rules('alert'), entered, report(['a', 'b']), past).reaction).toBe('none');
    expect(reactionTo(rules('alert'), entered, report(['a']), past).reaction).toBe('alert');
  });

  it('is never another model when records cannot be read', () => {
    for (const onDrift of ['retrain', 'rollback'] as const)
      expect(reactionTo(rules(onDrift), entered, report(['a'], 'unreadable'), []).reaction).toBe('alert');
  });

  it('rolls back whatever was told before', () => {
    expect(reactionTo(rules('rollback'), entered, report(['a']), [asked(1, 'alert', ['a'])]).reaction).toBe('rollback');
  });
});
