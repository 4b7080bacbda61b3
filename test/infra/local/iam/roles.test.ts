import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../../infra/local/cloud.ts';
import { formCall } from '../support/form-call.ts';
import { clientOf, lambdaRole, startTestCloud, table, trust } from '../support/test-cloud.ts';

const read = (id: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': [id, 'Arn'] } },
});
const accountTrust = {
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
    Action: 'sts:AssumeRole',
  },
};

describe('roles of the template', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startTestCloud({
      resources: {
        Things: table({ TableName: 'things' }),
        Team: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'team',
            AssumeRolePolicyDocument: accountTrust,
            ManagedPolicyArns: [{ Ref: 'Reading' }],
          },
        },
        Reading: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: read('Things') } },
        Attached: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: 'attached', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') },
        },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyName: 'reads', Roles: [{ Ref: 'Attached' }], PolicyDocument: read('Things') },
        },
        Empty: lambdaRole({ Action: 's3:GetObject', Resource: '*' }),
      },
    });
  });
  const get = (credentials: Parameters<typeof clientOf>[1]) =>
    new DynamoDBClient(clientOf(cloud, credentials)).send(
      new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'a' } } }),
    );

  it('have the rights of their own, attached and managed policies, and no others', async () => {
    await get(cloud.keys.credentialsFor('attached'));
    await get(cloud.keys.credentialsFor('team'));
    await expect(get(cloud.keys.credentialsFor('Test-Empty'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('can be taken by a person where they trust the account', async () => {
    const { status, text } = await formCall(cloud, 'sts', {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: 'arn:aws:iam::000000000000:role/team',
      RoleSessionName: 'grace',
    });
    const field = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1] ?? '';
    expect(status).toBe(200);

    const credentials = {
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      sessionToken: field('SessionToken'),
    };
    await get(credentials);
    const who = await formCall(cloud, 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }, credentials);
    expect(who.text).toContain('<Arn>arn:aws:sts::000000000000:assumed-role/team/local</Arn>');
  });

  it('cannot be taken where only a service is trusted', async () => {
    const { status, text } = await formCall(cloud, 'sts', {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: 'arn:aws:iam::000000000000:role/attached',
      RoleSessionName: 'grace',
    });

    expect(status).toBe(403);
    expect(text).toContain('is not authorized to perform: sts:AssumeRole');
  });

  it('refuse a managed policy of AWS whose content is not known here, by name', async () => {
    const role = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      },
    };

    await expect(startTestCloud({ resources: { Role: role } })).rejects.toThrow(/AdministratorAccess/);
  });
});
