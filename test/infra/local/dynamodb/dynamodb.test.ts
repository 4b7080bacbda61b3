import {
  BatchWriteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../../infra/local/cloud.ts';
import { clientOf, lambdaRole, startTestCloud, table, temporaryFolder } from '../support/test-cloud.ts';

const arnOf = (id: string, rest = '') => ({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, rest]] });
const resources = {
  Ledger: table({
    TableName: 'ledger',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'kind', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'kinds',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    ResourcePolicy: {
      PolicyDocument: {
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: ['dynamodb:DeleteItem', 'dynamodb:PartiQLDelete'],
          Resource: '*',
        },
      },
    },
  }),
  Sealed: table({
    TableName: 'sealed',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  }),
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
          Action: 'kms:*',
          Resource: '*',
        },
      },
    },
  },
  Inserter: lambdaRole({ Action: 'dynamodb:PartiQLInsert', Resource: arnOf('Ledger') }),
  Getter: lambdaRole({ Action: 'dynamodb:GetItem', Resource: [arnOf('Ledger'), arnOf('Sealed')] }),
  Opener: lambdaRole(
    { Action: 'dynamodb:GetItem', Resource: arnOf('Sealed') },
    {
      Action: 'kms:Decrypt',
      Resource: arnOf('Key'),
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } },
    },
  ),
  Indexer: lambdaRole({ Action: 'dynamodb:Query', Resource: arnOf('Ledger', '/index/kinds') }),
  Own: lambdaRole({
    Action: ['dynamodb:GetItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query'],
    Resource: arnOf('Ledger'),
    Condition: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'OWN#*' },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  }),
};

describe('DynamoDB', () => {
  let cloud: Cloud;
  let operator: DynamoDBClient;
  const as = (role: string) => new DynamoDBClient(clientOf(cloud, cloud.keys.credentialsFor(`Test-${role}`)));
  const denied = { name: 'AccessDeniedException' };
  const put = (item: Record<string, string>) =>
    operator.send(
      new PutItemCommand({
        TableName: 'ledger',
        Item: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])),
      }),
    );
  beforeAll(async () => {
    cloud = await startTestCloud({ resources });
    operator = new DynamoDBClient(clientOf(cloud));
  });

  it('tells ARNs of this account and region', async () => {
    const { Table } = await operator.send(new DescribeTableCommand({ TableName: 'ledger' }));

    expect(Table).toMatchObject({
      TableArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/ledger',
      LatestStreamArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/ledger/stream/2025-01-01T00:00:00.000',
      GlobalSecondaryIndexes: [{ IndexArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/ledger/index/kinds' }],
    });
  });

  it('takes a table by its ARN', async () => {
    await put({ pk: 'by-arn' });

    expect(
      (
        await operator.send(
          new GetItemCommand({
            TableName: 'arn:aws:dynamodb:eu-central-1:000000000000:table/ledger',
            Key: { pk: { S: 'by-arn' } },
          }),
        )
      ).Item,
    ).toBeDefined();
  });

  it('leaves what looks like an ARN of the engine alone inside an item', async () => {
    const text = 'arn:aws:dynamodb:dynoxide:000000000000:table/x';
    await put({ pk: 'quoted', text });

    const { Item } = await operator.send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'quoted' } } }));
    expect(Item?.text).toEqual({ S: text });
  });

  it('checks each statement of PartiQL by its kind and table', async () => {
    const insert = { Statement: `INSERT INTO "ledger" VALUE {'pk': ?}`, Parameters: [{ S: 'delete from x' }] };

    await as('Inserter').send(new ExecuteTransactionCommand({ TransactStatements: [insert] }));
    for (const Statement of [
      `UPDATE "ledger" SET a='1' WHERE pk='a'`,
      `SELECT * FROM "ledger" WHERE pk='a'`,
      `INSERT INTO "sealed" VALUE {'pk':'a'}`,
    ])
      await expect(as('Inserter').send(new ExecuteStatementCommand({ Statement }))).rejects.toMatchObject(denied);
  });

  it('checks an index by its own ARN', async () => {
    const query = (more: object) =>
      as('Indexer').send(
        new QueryCommand({ TableName: 'ledger', ExpressionAttributeValues: { ':v': { S: 'a' } }, ...more } as never),
      );

    expect((await query({ IndexName: 'kinds', KeyConditionExpression: 'kind = :v' })).Count).toBe(0);
    await expect(query({ KeyConditionExpression: 'pk = :v' })).rejects.toMatchObject(denied);
  });

  it('checks every part of a transaction and of a batch', async () => {
    const key = { pk: { S: 'a' } };
    await expect(
      as('Getter').send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { ConditionCheck: { TableName: 'ledger', Key: key, ConditionExpression: 'attribute_exists(pk)' } },
          ],
        }),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining('dynamodb:ConditionCheckItem') });
    const write = (pk: string) => ({ PutRequest: { Item: { pk: { S: pk } } } });
    const batch = (...pks: string[]) =>
      as('Own').send(new BatchWriteItemCommand({ RequestItems: { ledger: pks.map(write) } }));
    await batch('OWN#1', 'OWN#2');
    await expect(batch('OWN#3', 'OTHER#1')).rejects.toMatchObject(denied);
  });

  it('honours conditions on the leading keys', async () => {
    const get = (pk: string) => as('Own').send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: pk } } }));
    const query = (pk: string) =>
      as('Own').send(
        new QueryCommand({
          TableName: 'ledger',
          KeyConditionExpression: '#p = :p',
          ExpressionAttributeNames: { '#p': 'pk' },
          ExpressionAttributeValues: { ':p': { S: pk } },
        }),
      );

    await get('OWN#1');
    await query('OWN#1');
    await expect(get('OTHER#1')).rejects.toMatchObject(denied);
    await expect(query('OTHER#1')).rejects.toMatchObject(denied);
  });

  it('lets the policy of a table bind even the operator', async () => {
    await expect(
      operator.send(new ExecuteStatementCommand({ Statement: `DELETE FROM "ledger" WHERE pk='a'` })),
    ).rejects.toMatchObject({ message: expect.stringContaining('explicit deny in a resource-based policy') });
  });

  it('asks for the key of an encrypted table too', async () => {
    const get = (role: string) => as(role).send(new GetItemCommand({ TableName: 'sealed', Key: { pk: { S: 'a' } } }));

    await get('Opener');
    await expect(get('Getter')).rejects.toMatchObject({ message: expect.stringContaining('kms:Decrypt') });
  });

  it('reads streams under its own ARNs', async () => {
    const streams = new DynamoDBStreamsClient(clientOf(cloud));
    const { Table } = await operator.send(new DescribeTableCommand({ TableName: 'ledger' }));
    const StreamArn = Table?.LatestStreamArn;
    await put({ pk: 'streamed' });

    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));

    expect(StreamDescription?.StreamArn).toBe(StreamArn);
    expect(Records?.at(-1)).toMatchObject({
      awsRegion: 'eu-central-1',
      dynamodb: { NewImage: { pk: { S: 'streamed' } } },
    });
  });

  it('deletes what has outlived its time, and nothing else', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [pk, until] of [
      ['past', now - 10],
      ['future', now + 100],
      ['ancient', now - 6 * 365 * 86_400],
    ] as const)
      await operator.send(
        new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: pk }, until: { N: String(until) } } }),
      );

    expect(await cloud.dynamodb.sweep()).toBe(1);
    const left = await Promise.all(
      ['past', 'future', 'ancient'].map(async (pk) => {
        const { Item } = await operator.send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: pk } } }));
        return Item !== undefined;
      }),
    );
    expect(left).toEqual([false, true, true]);
  });

  it('knows of point-in-time recovery, and names what it does not implement', async () => {
    const { ContinuousBackupsDescription } = await operator.send(
      new DescribeContinuousBackupsCommand({ TableName: 'ledger' }),
    );

    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
    const { RestoreTableToPointInTimeCommand } = await import('@aws-sdk/client-dynamodb');
    await expect(
      operator.send(new RestoreTableToPointInTimeCommand({ SourceTableName: 'ledger', TargetTableName: 'again' })),
    ).rejects.toMatchObject({
      name: 'NotImplementedLocally',
      message: expect.stringContaining('RestoreTableToPointInTime'),
    });
    await operator.send(
      new ListTagsOfResourceCommand({ ResourceArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/ledger' }),
    );
  });
});

describe('a table of an earlier run', () => {
  it('is used again with its items, unless its keys have changed', async () => {
    const folder = temporaryFolder();
    const first = await startTestCloud({ resources: { Kept: table({ TableName: 'kept' }) } }, { folder });
    await first.dynamodb.call('PutItem', { TableName: 'kept', Item: { pk: { S: 'a' } } });
    await first.stop();

    const second = await startTestCloud({ resources: { Kept: table({ TableName: 'kept' }) } }, { folder });
    expect(await second.dynamodb.call('GetItem', { TableName: 'kept', Key: { pk: { S: 'a' } } })).toHaveProperty(
      'Item',
    );
    await second.stop();

    const changed = table({
      TableName: 'kept',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    await expect(startTestCloud({ resources: { Kept: changed } }, { folder })).rejects.toThrow(/earlier run/);
  });
});
