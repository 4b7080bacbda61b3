import { isDeepStrictEqual } from 'node:util';
import { NotImplementedLocally, type Resource, type ResourceKind, ServiceError } from '../service.ts';
import { streamArn, tableArn } from './arns.ts';
import type { Engine } from './engine.ts';

/** What the local cloud knows of a table beside what the engine keeps. */
export interface Table {
  readonly name: string;
  /** By index name, the table itself under the empty one. */
  readonly partitionKeys: Readonly<Record<string, string>>;
  readonly ttlAttribute?: string;
  /** ARN or id of the customer's key that encrypts it. */
  readonly keyArn?: string;
  readonly pointInTimeRecovery: boolean;
  readonly resourcePolicy?: unknown;
}

type Properties = Readonly<Record<string, unknown>>;
interface KeyPart {
  readonly AttributeName: string;
  readonly KeyType: string;
}
interface Index extends Properties {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyPart[];
}

/** `AWS::DynamoDB::Table`. A table that an earlier run left is used again when it has the same keys. */
export const tableKind = (engine: () => Engine, made: (table: Table) => void): ResourceKind => ({
  properties: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'ResourcePolicy',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'TableName',
    'Tags',
    'TimeToLiveSpecification',
  ],
  nameProperty: 'TableName',
  attributes: (name) => ({ Arn: tableArn(name), StreamArn: streamArn(name) }),
  create: async ({ name, properties }: Resource) => {
    const description = await describe(engine(), name);
    if (description) requireSameKeys(name, description, properties);
    else await engine().call('CreateTable', creation(name, properties));
    const timeToLive = properties.TimeToLiveSpecification as Properties | undefined;
    const ttlAttribute = isTrue(timeToLive?.Enabled) ? String(timeToLive?.AttributeName) : undefined;
    if (ttlAttribute) await setTimeToLive(engine(), name, ttlAttribute);
    const encryption = properties.SSESpecification as Properties | undefined;
    const stream = properties.StreamSpecification as Properties | undefined;
    if (stream?.ResourcePolicy) throw new NotImplementedLocally(`the resource policy of the stream of ${name}`);
    const recovery = properties.PointInTimeRecoverySpecification as Properties | undefined;
    made({
      name,
      partitionKeys: partitionKeys(properties),
      ttlAttribute,
      keyArn: encryption?.KMSMasterKeyId as string | undefined,
      pointInTimeRecovery: isTrue(recovery?.PointInTimeRecoveryEnabled),
      resourcePolicy: (properties.ResourcePolicy as Properties | undefined)?.PolicyDocument,
    });
  },
});

const describe = async (engine: Engine, name: string): Promise<Properties | undefined> => {
  try {
    return (await engine.call('DescribeTable', { TableName: name })).Table as Properties;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

const creation = (TableName: string, properties: Properties) => {
  const { StreamSpecification, BillingMode, ProvisionedThroughput } = properties;
  return {
    TableName,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
    LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
    BillingMode,
    ProvisionedThroughput,
    DeletionProtectionEnabled: isTrue(properties.DeletionProtectionEnabled),
    Tags: properties.Tags,
    // A template leaves StreamEnabled out; the API wants it.
    StreamSpecification: StreamSpecification
      ? { StreamEnabled: true, StreamViewType: (StreamSpecification as Properties).StreamViewType }
      : undefined,
  };
};

const requireSameKeys = (name: string, description: Properties, properties: Properties): void => {
  const shape = (from: Properties) => ({
    keys: keysOf(from.KeySchema),
    stream: (from.StreamSpecification as Properties | undefined)?.StreamViewType,
    indexes: indexesOf(from)
      .map(({ IndexName, KeySchema }) => ({ IndexName, keys: keysOf(KeySchema) }))
      .sort((a, b) => (a.IndexName < b.IndexName ? -1 : 1)),
  });
  if (isDeepStrictEqual(shape(description), shape(properties))) return;
  throw new ServiceError(
    'ResourceInUseException',
    `The table ${name} of an earlier run has other keys, indexes or another stream than the template. Remove the data folder to begin anew.`,
  );
};

/** Once it is on, switching it on again is an error of its own. */
const setTimeToLive = async (engine: Engine, TableName: string, AttributeName: string): Promise<void> => {
  const { TimeToLiveDescription } = await engine.call('DescribeTimeToLive', { TableName });
  if ((TimeToLiveDescription as Properties | undefined)?.AttributeName === AttributeName) return;
  await engine.call('UpdateTimeToLive', {
    TableName,
    TimeToLiveSpecification: { AttributeName, Enabled: true },
  });
};

const partitionKeys = (properties: Properties): Record<string, string> =>
  Object.fromEntries(
    [{ IndexName: '', KeySchema: properties.KeySchema as readonly KeyPart[] }, ...indexesOf(properties)].map(
      ({ IndexName, KeySchema }) => [
        IndexName,
        KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '',
      ],
    ),
  );

const indexesOf = (from: Properties): readonly Index[] =>
  [from.GlobalSecondaryIndexes ?? [], from.LocalSecondaryIndexes ?? []].flat() as Index[];

const keysOf = (schema: unknown): string =>
  ((schema ?? []) as readonly KeyPart[]).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');

const isTrue = (value: unknown): boolean => value === true || value === 'true';
