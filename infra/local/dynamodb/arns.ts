import { ACCOUNT, REGION } from '../service.ts';

export const tableArn = (name: string): string => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;

/** One label for all streams, so that their ARNs are known before the tables are made. */
export const streamLabel = '2025-01-01T00:00:00.000';
export const streamArn = (table: string): string => `${tableArn(table)}/stream/${streamLabel}`;

/** The table in a table name, or in any ARN of a table, an index or a stream. */
export const tableNameOf = (nameOrArn: unknown): string => {
  const text = String(nameOrArn ?? '');
  return /^arn:aws:dynamodb:[^:]*:\d*:table\/([^/]+)/.exec(text)?.[1] ?? text;
};
