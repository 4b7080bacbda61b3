import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, type Policies } from '../../../../infra/local/iam/evaluate.ts';
import { parsePolicy } from '../../../../infra/local/iam/policy.ts';
import { principalOf } from '../../../../infra/local/iam/principal.ts';

const role = principalOf({ kind: 'role', name: 'Worker' });
const arn = 'arn:aws:s3:::reports/2025/a.csv';

const statement = (more: Record<string, unknown> = {}) => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::reports/*',
  ...more,
});
const policy = (...statements: Record<string, unknown>[]) =>
  parsePolicy({ Version: '2012-10-17', Statement: statements });

const verdict = (
  policies: Partial<Policies>,
  {
    action = 's3:GetObject',
    resource = arn,
    context = {},
  }: { action?: string; resource?: string; context?: Record<string, string | string[]> } = {},
) =>
  evaluate(
    {
      principal: role,
      action,
      resource,
      context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()])),
    },
    { identity: [], resource: [], ...policies },
  );
const allowed = (...args: Parameters<typeof verdict>) => verdict(...args).allowed;

describe('the IAM evaluator', () => {
  it('allows nothing by itself', () => {
    expect(verdict({})).toEqual({ allowed: false, why: 'not allowed' });
  });

  it.each([
    ['s3:*', arn, true],
    ['s3:Get*', arn, true],
    ['S3:getobject', arn, true],
    ['s3:GetObjec?', arn, true],
    ['s3:GetObject', 'arn:aws:s3:::reports/2025/?.csv', true],
    ['s3:GetObject', 'arn:aws:s3:::Reports/*', false],
    ['s3:PutObject', arn, false],
    ['s3:GetObjectTagging', arn, false],
    ['s3:GetObject', 'arn:aws:s3:::reports', false],
  ])('reads %s on %s as %s', (Action, Resource, expected) => {
    expect(allowed({ identity: [policy(statement({ Action, Resource }))] })).toBe(expected);
  });

  it('lets a Deny win over every Allow, wherever it stands', () => {
    const identity = [policy(statement({ Action: '*', Resource: '*' }))];
    const deny = statement({ Effect: 'Deny' });

    expect(verdict({ identity: [...identity, policy(deny)] })).toMatchObject({ why: 'denied by identity' });
    expect(verdict({ identity, resource: [policy({ ...deny, Principal: '*' })] })).toMatchObject({
      why: 'denied by resource',
    });
  });

  it('honours NotAction and NotResource', () => {
    const identity = [policy({ Effect: 'Allow', NotAction: 's3:Delete*', NotResource: '*/secret/*' })];

    expect(allowed({ identity })).toBe(true);
    expect(allowed({ identity }, { action: 's3:DeleteObject' })).toBe(false);
    expect(allowed({ identity }, { resource: 'arn:aws:s3:::reports/secret/x' })).toBe(false);
  });

  it('takes the word of a resource policy that names the role, and of one that names everybody', () => {
    for (const Principal of ['*', { AWS: '*' }, { AWS: 'arn:aws:iam::000000000000:role/Worker' }])
      expect(allowed({ resource: [policy(statement({ Principal }))] })).toBe(true);
    expect(
      allowed({ resource: [policy(statement({ Principal: { AWS: 'arn:aws:iam::000000000000:role/Other' } }))] }),
    ).toBe(false);
  });

  it('takes the account as principal for a delegation only: the role needs its own policy too', () => {
    const resource = [policy(statement({ Principal: { AWS: 'arn:aws:iam::000000000000:root' } }))];

    expect(allowed({ resource })).toBe(false);
    expect(allowed({ resource, identity: [policy(statement())] })).toBe(true);
  });

  it('gives nobody a key whose policy says nothing about them', () => {
    const identity = [policy(statement({ Action: 'kms:Sign', Resource: '*' }))];
    const sign = { action: 'kms:Sign', resource: 'arn:aws:kms:eu-central-1:000000000000:key/k' };
    const delegated = policy(statement({ Action: 'kms:*', Resource: '*', Principal: { AWS: '000000000000' } }));

    expect(allowed({ identity, resourceMustAllow: true }, sign)).toBe(false);
    expect(allowed({ identity, resourceMustAllow: true, resource: [delegated] }, sign)).toBe(true);
    expect(allowed({ resourceMustAllow: true, resource: [delegated] }, sign)).toBe(false);
  });

  it('denies all but the named with NotPrincipal', () => {
    const identity = [policy(statement())];
    const all = (NotPrincipal: unknown) => [policy(statement({ Effect: 'Deny', NotPrincipal }))];

    expect(allowed({ identity, resource: all({ AWS: 'arn:aws:iam::000000000000:role/Worker' }) })).toBe(true);
    expect(allowed({ identity, resource: all({ AWS: 'arn:aws:iam::000000000000:role/Other' }) })).toBe(false);
  });

  it('fills in policy variables literally', () => {
    const identity = [policy(statement({ Resource: 'arn:aws:s3:::reports/${aws:PrincipalTag/team}/*' }))];
    const ask = (team: string, resource: string) =>
      allowed({ identity }, { resource, context: { 'aws:PrincipalTag/team': team } });

    expect(ask('red', 'arn:aws:s3:::reports/red/a')).toBe(true);
    expect(ask('*', 'arn:aws:s3:::reports/red/a')).toBe(false);
    expect(allowed({ identity }, { resource: 'arn:aws:s3:::reports/red/a' })).toBe(false);
  });

  it('refuses at once a policy that it would not honour', () => {
    expect(() => policy(statement({ Condition: { StringSounds: { a: 'b' } } }))).toThrow(/StringSounds/);
    expect(() => policy(statement({ Actions: 'x' }))).toThrow(/Actions/);
    expect(() => policy({ Effect: 'Allow', Resource: '*' })).toThrow(/Action/);
    expect(() => parsePolicy('{')).toThrow(/JSON/);
  });
});

describe('conditions', () => {
  const holds = (Condition: Record<string, unknown>, context: Record<string, string | string[]>) =>
    allowed({ identity: [policy(statement({ Condition }))] }, { context });

  it.each<[string, string | string[], string, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['x', 'a'], 'a', true],
    ['StringEquals', 'A', 'a', false],
    ['StringNotEquals', ['x', 'a'], 'a', false],
    ['StringEqualsIgnoreCase', 'A', 'a', true],
    ['StringNotEqualsIgnoreCase', 'A', 'a', false],
    ['StringLike', 'SESSION#*', 'SESSION#1', true],
    ['StringNotLike', 'SESSION#*', 'SESSION#1', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['DateGreaterThan', '2025-01-01T00:00:00Z', '2025-06-01T00:00:00Z', true],
    ['DateLessThanEquals', '1735689600', '2025-01-01T00:00:00Z', true],
    ['Bool', 'true', 'True', true],
    ['Bool', 'true', 'false', false],
    ['BinaryEquals', 'QUJD', 'QUJD', true],
    ['IpAddress', '10.0.0.0/8', '10.2.3.4', true],
    ['NotIpAddress', '10.0.0.0/8', '10.2.3.4', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['ArnLike', 'arn:aws:events:*:*:rule/a*', 'arn:aws:events:eu-central-1:000000000000:rule/abc', true],
    ['ArnLike', 'arn:aws:events:*:rule/abc', 'arn:aws:events:eu-central-1:000000000000:rule/abc', false],
    ['ArnNotEquals', 'arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/a', false],
    ['Null', 'false', 'there', true],
    ['Null', 'true', 'there', false],
  ])('%s %j on %j is %s', (operator, expected, actual, result) => {
    expect(holds({ [operator]: { 'my:Key': expected } }, { 'my:key': actual })).toBe(result);
  });

  it('treats an absent key as AWS does', () => {
    expect(holds({ StringEquals: { k: 'a' } }, {})).toBe(false);
    expect(holds({ StringNotEquals: { k: 'a' } }, {})).toBe(true);
    expect(holds({ StringEqualsIfExists: { k: 'a' } }, {})).toBe(true);
    expect(holds({ Null: { k: 'true' } }, {})).toBe(true);
    expect(holds({ 'ForAllValues:StringEquals': { k: 'a' } }, {})).toBe(true);
    expect(holds({ 'ForAnyValue:StringEquals': { k: 'a' } }, {})).toBe(false);
  });

  it('asks for all or for any of several values', () => {
    const k = ['a1', 'b1'];

    expect(holds({ 'ForAllValues:StringLike': { k: 'a*' } }, { k })).toBe(false);
    expect(holds({ 'ForAllValues:StringLike': { k: ['a*', 'b*'] } }, { k })).toBe(true);
    expect(holds({ 'ForAnyValue:StringLike': { k: 'b*' } }, { k })).toBe(true);
  });

  it('needs every operator and every key to hold', () => {
    const both = { StringEquals: { a: '1', b: '2' } };

    expect(holds(both, { a: '1', b: '2' })).toBe(true);
    expect(holds(both, { a: '1', b: '3' })).toBe(false);
  });
});

describe('laws of the evaluator', () => {
  const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 'sqs:SendMessage');
  const resource = fc.constantFrom('arn:aws:s3:::a/x', 'arn:aws:s3:::b/y', 'arn:aws:sqs:::q');
  const any = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('*', 's3:*', 's3:Get*', 'sqs:SendMessage'),
    Resource: fc.constantFrom('*', 'arn:aws:s3:::a/*', 'arn:aws:sqs:::q'),
  });
  const statements = fc.array(any, { maxLength: 5 });

  it('never allows more by adding a Deny', () => {
    fc.assert(
      fc.property(statements, any, action, resource, (all, one, asked, on) => {
        const ask = { action: asked, resource: on };
        const before = allowed({ identity: [policy(...all)] }, ask);
        const after = allowed({ identity: [policy(...all), policy({ ...one, Effect: 'Deny' })] }, ask);
        expect(after && !before).toBe(false);
      }),
    );
  });

  it('does not care about the order of statements, or how they are spread over policies', () => {
    fc.assert(
      fc.property(statements, action, resource, (all, asked, on) => {
        const ask = { action: asked, resource: on };
        expect(verdict({ identity: all.toReversed().map((one) => policy(one)) }, ask)).toEqual(
          verdict({ identity: [policy(...all)] }, ask),
        );
      }),
    );
  });
});
