import { describe, expect, it } from 'vitest';
import { stageNamed } from '../../infra/config.ts';
import { slipway } from '../../infra/slipway.ts';
import type { Statement } from './support/policies.ts';
import { appOver, synthesized, type TemplateJson, type TemplateResource } from './support/synthesized.ts';

const { stacks, templates } = synthesized();
const resources = Object.entries(templates.storage.Resources);
const ofType = (type: string): readonly [string, TemplateResource][] =>
  resources.filter(([, { Type }]) => Type === type);
/** Properties of the one resource of a type whose logical id contains a name. */
const called = (type: string, name: string): Readonly<Record<string, unknown>> => {
  const [, found] = ofType(type).find(([id]) => id.includes(name)) ?? [];
  if (!found?.Properties) throw new Error(`there is no ${type} called ${name}`);
  return found.Properties;
};
const table = (name: string) => called('AWS::DynamoDB::Table', name);
const policyOf = (bucket: string): readonly Statement[] =>
  (called('AWS::S3::BucketPolicy', bucket).PolicyDocument as { Statement: Statement[] }).Statement;

describe('the storage stack', () => {
  it('is protected from being deleted', () => {
    expect(stacks.storage.terminationProtection).toBe(true);
  });

  it('keeps every bucket, table and key when it goes', () => {
    const stateful = resources.filter(([, { Type }]) => /^AWS::(S3::Bucket|DynamoDB::Table|KMS::Key)$/.test(Type));

    expect(stateful).toHaveLength(11);
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of stateful)
      expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, 'Retain', 'Retain']);
  });

  it.each(['Registry', 'Audit', 'Approvals'])('can bring the %s table back to any second, and protects it', (name) => {
    expect(table(name)).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });
});

describe('the audit table', () => {
  it('refuses everybody what replaces, changes or removes (T-10)', () => {
    const { Statement: statements } = (table('Audit').ResourcePolicy as { PolicyDocument: { Statement: Statement[] } })
      .PolicyDocument;

    expect(statements[0]).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: [
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:DeleteTable',
        'dynamodb:PartiQLDelete',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:UpdateTimeToLive',
      ],
    });
    expect(statements[0]?.Condition).toBeUndefined();
    expect(statements[1]).toMatchObject({ Effect: 'Deny', Action: 'dynamodb:UpdateTable' });
    expect(statements).toHaveLength(2);
  });

  it('has its own key, a stream of what was written, and never expires anything', () => {
    expect(table('Audit')).toMatchObject({
      KeySchema: [
        { AttributeName: 'chain', KeyType: 'HASH' },
        { AttributeName: 'seq', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    });
    expect(table('Audit')).not.toHaveProperty('TimeToLiveSpecification');
  });
});

describe('the approvals table', () => {
  it('has its own key, and forgets sessions by itself', () => {
    expect(table('Approvals')).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAtTtl', Enabled: true },
    });
  });
});

describe('every bucket', () => {
  it.each(ofType('AWS::S3::Bucket').map(([id]) => id))('%s is private, encrypted and owned by this account', (id) => {
    expect(templates.storage.Resources[id]?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{}] },
    });
  });

  it.each(['Intake', 'Artefacts', 'Evidence', 'Capture', 'AccessLogs'])('%s refuses calls without TLS', (name) => {
    expect(policyOf(name)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it.each([
    ['Artefacts', '/*'],
    ['Evidence', '/documents/*'],
  ])('%s refuses to overwrite and to delete %s', (name, under) => {
    const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringContaining(name), 'Arn'] }, under]] };

    expect(policyOf(name)).toContainEqual(
      expect.objectContaining({
        Sid: 'WriteOnce',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: objects,
        Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
    expect(policyOf(name)).toContainEqual(
      expect.objectContaining({
        Sid: 'NeverDelete',
        Effect: 'Deny',
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        Resource: objects,
      }),
    );
  });

  const roles = (...names: readonly string[]) => ({
    'aws:PrincipalArn': names.map((name) => ({
      'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(`:role/${name}`)])],
    })),
  });

  it.each([
    ['Artefacts', 'ClosedUntilMarked', { StringNotEquals: { 's3:ExistingObjectTag/slipway:verdict': 'accepted' } }],
    ['Intake', 'ClosedOnceMarked', { StringEquals: { 's3:ExistingObjectTag/slipway:verdict': 'refused' } }],
  ])(
    '%s keeps what the gate did not accept from all but the gate and security (quarantine)',
    (name, sid, condition) => {
      expect(policyOf(name)).toContainEqual(
        expect.objectContaining({
          Sid: sid,
          Effect: 'Deny',
          Principal: '*',
          Action: ['s3:GetObject', 's3:GetObjectVersion'],
          Condition: {
            ...condition,
            ArnNotLike: roles('slipway-gate-receive', 'slipway-gate-validate', 'slipway-security'),
          },
        }),
      );
    },
  );

  it.each(['Artefacts', 'Intake'])('%s lets nobody but the gate mark', (name) => {
    const marking = policyOf(name).find(({ Sid }) => Sid === 'MarkedByTheGateOnly');

    expect(marking).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: expect.arrayContaining(['s3:PutObjectTagging', 's3:DeleteObjectVersionTagging']),
    });
    expect(JSON.stringify(marking?.Condition)).toContain(':role/slipway-gate-validate');
    expect(JSON.stringify(marking?.Condition)).not.toContain('receive');
  });

  const lifecycleOf = (template: TemplateJson, name: string): readonly Record<string, unknown>[] => {
    const [, bucket] =
      Object.entries(template.Resources).find(([id, { Type }]) => Type === 'AWS::S3::Bucket' && id.includes(name)) ??
      [];
    return Object(bucket?.Properties?.LifecycleConfiguration).Rules as Record<string, unknown>[];
  };

  it('keeps what was refused for ever, as it is unless the house wants it colder', () => {
    const refused = [{ Key: 'slipway:verdict', Value: 'refused' }];
    const app = appOver();
    slipway(app, { ...stageNamed('slipway'), quarantineColderAfterDays: 30 });
    const cold = app.synth().getStackByName('slipway-storage').template as TemplateJson;
    const colder = { StorageClass: 'GLACIER_IR', TransitionInDays: 30 };

    expect(lifecycleOf(templates.storage, 'Intake').filter(({ TagFilters }) => TagFilters)).toEqual([]);
    expect(lifecycleOf(cold, 'Intake').filter(({ TagFilters }) => TagFilters)).toEqual([
      { TagFilters: refused, Transitions: [colder], NoncurrentVersionTransitions: [colder], Status: 'Enabled' },
    ]);
    for (const template of [templates.storage, cold]) {
      // The copy in the write-once store is what is never deleted, whatever a team does to its upload.
      expect(JSON.stringify(lifecycleOf(template, 'Artefacts'))).not.toContain('Expiration');
      const everything = lifecycleOf(template, 'Intake').filter(({ Prefix }) => Prefix === undefined);
      expect(everything.filter((rule) => 'ExpirationInDays' in rule)).toEqual([]);
    }
  });

  it('announces uploads by the plain property', () => {
    const announcing = ofType('AWS::S3::Bucket').filter(([, { Properties }]) => Properties?.NotificationConfiguration);

    expect(announcing.map(([id]) => id)).toEqual([expect.stringContaining('Intake')]);
  });
});

describe('the signing key', () => {
  const key = called('AWS::KMS::Key', 'SigningKey');
  const statements = (key as { KeyPolicy: { Statement: Statement[] } }).KeyPolicy.Statement;
  const signer = {
    'aws:PrincipalArn': { 'Fn::Join': ['', expect.arrayContaining([':role/slipway-decision-signer'])] },
  };

  it('is an asymmetric key for signatures', () => {
    expect(key).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });

  it('signs for one role only, and refuses everybody else, administrators too (A-28)', () => {
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'kms:Sign',
        Condition: { ArnNotEquals: signer },
      }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:CreateGrant' }),
    );
    const signing = statements.filter(
      ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes('kms:Sign'),
    );
    expect(signing).toEqual([expect.objectContaining({ Condition: { ArnEquals: signer } })]);
  });

  it('can still be managed by the account: nobody is locked out', () => {
    const manage = statements.find(({ Sid }) => Sid === 'Manage');

    expect(manage).toMatchObject({ Effect: 'Allow' });
    expect(manage?.Action).toEqual(expect.arrayContaining(['kms:PutKeyPolicy', 'kms:DescribeKey']));
  });
});
