import { type Access, NotImplementedLocally } from '../service.ts';
import { streamArn, tableArn, tableNameOf } from './arns.ts';
import { leadingKey, leadingKeyOfQuery, type PartitionKey } from './leading-key.ts';
import { statementAccess } from './partiql.ts';

type Body = Readonly<Record<string, unknown>>;

/** IAM's view of a DynamoDB call: one entry for each action, resource and partition that it touches. @throws NotImplementedLocally */
export const accessOf = (operation: string, body: Body, partitionKey: PartitionKey): readonly Access[] => {
  const rule = Object.hasOwn(rules, operation) ? rules[operation] : undefined;
  if (!rule) throw new NotImplementedLocally(`the DynamoDB operation ${operation}`);
  return rule(body, operation, partitionKey);
};

/** Operations of the engine that write, and so may have put something on a stream. */
export const writes = new Set([
  'BatchExecuteStatement',
  'BatchWriteItem',
  'DeleteItem',
  'ExecuteStatement',
  'ExecuteTransaction',
  'PutItem',
  'TransactWriteItems',
  'UpdateItem',
]);

type Rule = (body: Body, operation: string, partitionKey: PartitionKey) => readonly Access[];

const entry = (
  action: string,
  table: unknown,
  leading?: string,
  context: Readonly<Record<string, string>> = {},
): Access => ({
  action: `dynamodb:${action}`,
  resource: tableArn(tableNameOf(table)),
  context: { ...context, ...(leading === undefined ? {} : { 'dynamodb:LeadingKeys': leading }) },
});

const onTable: Rule = (body, operation) => [entry(operation, body.TableName)];
const onArn: Rule = (body, operation) => [entry(operation, body.ResourceArn)];
const onStream: Rule = (body, operation) => [
  { action: `dynamodb:${operation}`, resource: streamArn(tableNameOf(body.StreamArn)) },
];
const onAll: Rule = (_body, operation) => [{ action: `dynamodb:${operation}`, resource: '*' }];

/** Item operations name their partition in `Key`, or in the whole `Item`. */
const onItem =
  (holder: 'Key' | 'Item'): Rule =>
  (body, operation, partitionKey) => {
    const leading = leadingKey(body[holder], partitionKey(tableNameOf(body.TableName)));
    const { ReturnValues } = body;
    return [
      entry(operation, body.TableName, leading, ReturnValues ? { 'dynamodb:ReturnValues': String(ReturnValues) } : {}),
    ];
  };

const onQuery: Rule = (body, operation, partitionKey) => {
  const table = tableNameOf(body.TableName);
  const index = body.IndexName === undefined ? undefined : String(body.IndexName);
  const leading = operation === 'Query' ? leadingKeyOfQuery(body, partitionKey(table, index)) : undefined;
  const access = entry(operation, table, leading, body.Select ? { 'dynamodb:Select': String(body.Select) } : {});
  return [index ? { ...access, resource: `${access.resource}/index/${index}` } : access];
};

const onBatchGet: Rule = (body, operation, partitionKey) =>
  tablesOf(body.RequestItems).flatMap(([table, request]) =>
    listOf((request as Body).Keys).map((key) =>
      entry(operation, table, leadingKey(key, partitionKey(tableNameOf(table)))),
    ),
  );

const onBatchWrite: Rule = (body, operation, partitionKey) =>
  tablesOf(body.RequestItems).flatMap(([table, requests]) =>
    listOf(requests).map((request) => {
      const { PutRequest, DeleteRequest } = request as Record<string, Body | undefined>;
      const item = PutRequest?.Item ?? DeleteRequest?.Key;
      return entry(operation, table, leadingKey(item, partitionKey(tableNameOf(table))));
    }),
  );

/** A transaction needs the rights of its parts, and no right of its own. */
const onTransaction: Rule = (body, operation, partitionKey) =>
  listOf(body.TransactItems).flatMap((part) =>
    Object.entries(part as Body).map(([kind, request]) => {
      const { TableName, Key, Item } = request as Body;
      const action = transactionActions[kind] ?? kind;
      const leading = leadingKey(Key ?? Item, partitionKey(tableNameOf(TableName)));
      return entry(action, TableName, leading, { 'dynamodb:EnclosingOperation': operation });
    }),
  );

const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

const rules: Readonly<Record<string, Rule>> = {
  BatchExecuteStatement: (body) => listOf(body.Statements).map((one) => statementAccess((one as Body).Statement)),
  BatchGetItem: onBatchGet,
  BatchWriteItem: onBatchWrite,
  CreateTable: onTable,
  DeleteItem: onItem('Key'),
  DeleteTable: onTable,
  DescribeContinuousBackups: onTable,
  DescribeStream: onStream,
  DescribeTable: onTable,
  DescribeTimeToLive: onTable,
  ExecuteStatement: (body) => [statementAccess(body.Statement)],
  ExecuteTransaction: (body) => listOf(body.TransactStatements).map((one) => statementAccess((one as Body).Statement)),
  GetItem: onItem('Key'),
  // The iterator begins with the ARN of its stream, as on AWS.
  GetRecords: (body) => onStream({ StreamArn: body.ShardIterator }, 'GetRecords', () => undefined),
  GetResourcePolicy: onArn,
  GetShardIterator: onStream,
  ListStreams: onAll,
  ListTables: onAll,
  ListTagsOfResource: onArn,
  PutItem: onItem('Item'),
  Query: onQuery,
  Scan: onQuery,
  TagResource: onArn,
  TransactGetItems: onTransaction,
  TransactWriteItems: onTransaction,
  UntagResource: onArn,
  UpdateItem: onItem('Key'),
  UpdateTable: onTable,
  UpdateTimeToLive: onTable,
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const tablesOf = (value: unknown): [string, unknown][] => Object.entries((value ?? {}) as Body);
