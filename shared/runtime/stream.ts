import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type * as z from 'zod';
import { logsErrors } from './checks.ts';
import { log } from './logger.ts';

interface Stream<T extends z.ZodType> {
  /** Item as the function wants it; `undefined` for items that are not its business. */
  readonly item: (image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']) => unknown;
  readonly schema: T;
  /** Answers the items that must be delivered again. */
  readonly run: (items: readonly z.output<T>[]) => Promise<readonly z.output<T>[]>;
}

/** Makes a use case the Lambda behind a table's stream. A failed item is reported by its number; the rest is done. */
export const stream = <T extends z.ZodType>({ item, schema, run }: Stream<T>) =>
  middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(logsErrors())
    .handler(async (event) => {
      const numbers = new Map<z.output<T>, string>();
      for (const record of event.Records) {
        const found = item(record.dynamodb?.NewImage);
        if (found !== undefined) numbers.set(schema.parse(found), record.dynamodb?.SequenceNumber ?? '');
      }
      const again = await run([...numbers.keys()]);
      if (again.length > 0) log('warn', 'records will be delivered again', { count: again.length });
      return { batchItemFailures: again.map((failed) => ({ itemIdentifier: numbers.get(failed) ?? '' })) };
    });
