import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { clientOf, lambdaFunction, lambdaRole, startTestCloud, table } from './support/test-cloud.ts';

/** Writes an item with what the function has: no SDK, so that the test needs no bundle. */
const writer = `
export const handler = async (event) => ({ echo: event, table: process.env.TABLE, role: process.env.AWS_ACCESS_KEY_ID });
`;

describe('a local cloud', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startTestCloud({
      code: { writer },
      resources: {
        Things: table(),
        Role: lambdaRole({ Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': ['Things', 'Arn'] } }),
        Writer: lambdaFunction('writer', 'Role', { Environment: { Variables: { TABLE: { Ref: 'Things' } } } }),
      },
      Outputs: { Table: { Value: { Ref: 'Things' }, Export: { Name: 'Test:Table' } } },
    });
  });

  it('runs a function of the template with its environment and the keys of its role', async () => {
    const { Payload, FunctionError } = await new LambdaClient(clientOf(cloud)).send(
      new InvokeCommand({ FunctionName: 'Test-Writer', Payload: JSON.stringify({ a: 1 }) }),
    );

    expect(FunctionError).toBeUndefined();
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
      echo: { a: 1 },
      table: 'Test-Things',
      role: 'role.Test-Role',
    });
  });

  it('keeps items in its tables', async () => {
    const client = new DynamoDBClient(clientOf(cloud));

    await client.send(new PutItemCommand({ TableName: 'Test-Things', Item: { pk: { S: 'a' }, n: { N: '1' } } }));

    expect(await client.send(new GetItemCommand({ TableName: 'Test-Things', Key: { pk: { S: 'a' } } }))).toMatchObject({
      Item: { pk: { S: 'a' }, n: { N: '1' } },
    });
  });

  it('lets a role do what its policies say, and nothing else', async () => {
    const client = new DynamoDBClient(clientOf(cloud, cloud.keys.credentialsFor('Test-Role')));

    await client.send(new PutItemCommand({ TableName: 'Test-Things', Item: { pk: { S: 'b' } } }));
    await expect(
      client.send(new GetItemCommand({ TableName: 'Test-Things', Key: { pk: { S: 'b' } } })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/Test-Role/local is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:000000000000:table/Test-Things because no identity-based policy allows the dynamodb:GetItem action',
    });
  });

  it('tells the outputs of its stacks', async () => {
    const { Stacks } = await new CloudFormationClient(clientOf(cloud)).send(
      new DescribeStacksCommand({ StackName: 'Test' }),
    );

    expect(Stacks?.[0]?.Outputs).toEqual([
      { OutputKey: 'Table', OutputValue: 'Test-Things', ExportName: 'Test:Table' },
    ]);
    expect(cloud.output('Table')).toBe('Test-Things');
  });
});
