import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { AuditTrail } from '../audit/ports.ts';

/** Reads chains as they are stored. Only the sort key is turned back into its number; everything else stays as found. */
export const dynamoAuditTrail = (client: DynamoDBDocumentClient, table: string): AuditTrail => ({
  async chain(name) {
    const records: unknown[] = [];
    const query = {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: '#chain = :chain',
      ExpressionAttributeNames: { '#chain': 'chain' },
      ExpressionAttributeValues: { ':chain': name },
    };
    for await (const page of paginateQuery({ client }, query)) {
      for (const item of page.Items ?? [])
        records.push({
          ...item,
          seq: typeof item.seq === 'string' && /^\d{12}$/.test(item.seq) ? Number(item.seq) : item.seq,
        });
    }
    return records;
  },
});
