import { ACCOUNT, REGION } from '../service.ts';
import { streamArn, streamLabel, tableNameOf } from './arns.ts';

/** Operations whose answers name tables, streams or regions; all others pass untouched. */
export const namesResources = new Set([
  'CreateTable',
  'DeleteTable',
  'DescribeStream',
  'DescribeTable',
  'GetRecords',
  'GetShardIterator',
  'ListStreams',
  'UpdateTable',
]);

type Value = Record<string, unknown>;

/** The engine's ARNs, regions and stream labels as those of the local cloud. Contents of items stay as they are. */
export const localNames = (answer: Value): Value => walk(answer, undefined) as Value;

const walk = (value: unknown, name: string | undefined): unknown => {
  if (Array.isArray(value)) return value.map((entry) => walk(entry, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, contents.has(key) ? entry : walk(entry, key)]),
    );
  }
  if (typeof value !== 'string' || name === undefined) return value;
  if (name === 'StreamArn' || name === 'LatestStreamArn') return streamArn(tableNameOf(value));
  if (name === 'StreamLabel' || name === 'LatestStreamLabel') return streamLabel;
  if (name === 'awsRegion') return REGION;
  return name.endsWith('Arn')
    ? value.replace(/^arn:aws:dynamodb:[^:]*:\d{12}:/, `arn:aws:dynamodb:${REGION}:${ACCOUNT}:`)
    : value;
};

const contents = new Set(['Keys', 'NewImage', 'OldImage']);
