import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Gate, Policy } from '../../../shared/policy/schema.ts';
import { tierOf } from '../../../shared/policy/tier-of.ts';
import { aPolicy } from '../../support/approval.ts';
import { exampleFile } from '../../support/examples.ts';

const problemsOf = (over: Record<string, unknown>) => {
  const parsed = Policy.safeParse({ ...aPolicy(), ...over });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const tiers = (change: Record<string, unknown>) => ({
  tiers: { ...aPolicy().tiers, high: { ...aPolicy().tiers.high, ...change } },
});
const approval = (change: Record<string, unknown>) =>
  tiers({ approval: { ...aPolicy().tiers.high.approval, ...change } });

describe('a policy', () => {
  it('of examples/policy.yaml is sound', async () => {
    const policy = parse((await exampleFile('.', 'policy.yaml')).toString('utf8')) as unknown;

    expect(Policy.safeParse(policy).error?.issues).toBeUndefined();
  });

  it('fills in what a tier may leave out', () => {
    expect(aPolicy().tiers.high).toMatchObject({
      championTolerance: 0,
      claimTolerance: 0.02,
      onDrift: 'alert',
      captureSamplingPercentage: 100,
      approval: { expiresAfterSeconds: 72 * 3600, remindAfterSeconds: 24 * 3600, freshSignInSeconds: 300 },
    });
  });

  it('names only people it knows', () => {
    expect(problemsOf({ teams: { lending: { members: ['grace', 'nobody'] } } })).toEqual([
      'teams.lending: nobody is not among the people of this policy',
    ]);
    expect(problemsOf({ groups: { 'model-risk': ['rosa'], business: ['nobody'] } })).toEqual([
      'groups.business: nobody is not among the people of this policy',
    ]);
  });

  it.each(['strangers', 'constructor'])('lets nobody decide from a group it does not have: %s', (group) => {
    expect(problemsOf(approval({ groups: [group] }))).toEqual([
      `tiers.high.approval.groups: ${group} is not a group of this policy`,
    ]);
  });

  it('waits for approval 14 days at most (A-14)', () => {
    expect(problemsOf(approval({ expiresAfterSeconds: 14 * 86_400 }))).toEqual([]);
    expect(problemsOf(approval({ expiresAfterSeconds: 14 * 86_400 + 1 }))).toHaveLength(1);
  });

  it.each([
    ['a quorum of nobody', approval({ quorum: 0 })],
    ['groups that are empty', approval({ groups: [] })],
    ['a fairness gap above one', tiers({ fairnessGap: 1.1 })],
    ['a negative tolerance', tiers({ championTolerance: -0.1 })],
    ['a reaction that does not exist', tiers({ onDrift: 'panic' })],
    ['sampling of nothing', tiers({ captureSamplingPercentage: 0 })],
    ['a field that does not exist', { colour: 'blue' }],
    ['a tier too few', { tiers: { low: aPolicy().tiers.low } }],
    ['no framework', { accepts: { ...aPolicy().accepts, frameworks: [] } }],
  ])('is refused with %s', (_name, over) => {
    expect(problemsOf(over)).not.toEqual([]);
  });
});

describe('a gate', () => {
  it('has exactly one limit', () => {
    const accepts = (gate: unknown) => Gate.safeParse(gate).success;

    expect(accepts({ metric: 'auc', atLeast: 0.7 })).toBe(true);
    expect(accepts({ metric: 'brier', atMost: 0.2 })).toBe(true);
    expect(accepts({ metric: 'auc' })).toBe(false);
    expect(accepts({ metric: 'auc', atLeast: 0.7, atMost: 0.9 })).toBe(false);
    expect(accepts({ metric: '', atLeast: 0.7 })).toBe(false);
  });
});

describe('the tier of a risk', () => {
  it('is what the policy asks of it', () => {
    expect(tierOf(aPolicy(), 'high').approval.quorum).toBe(2);
  });

  it('is missed by name, never made up', () => {
    const { high: _none, ...rest } = aPolicy().tiers;

    expect(() => tierOf({ ...aPolicy(), tiers: rest } as Policy, 'high')).toThrow(
      expect.objectContaining({ name: 'PolicyMissing' }),
    );
  });
});
