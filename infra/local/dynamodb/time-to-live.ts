import type { Engine } from './engine.ts';

/** DynamoDB leaves alone what seems to have expired longer ago than this: it is more likely a mistake. */
const longestAgo = 5 * 365 * 24 * 3600;

/** Deletes the items of one table whose time is over; the engine does not do it by itself. Gives their number. */
export const sweep = async (
  engine: Engine,
  TableName: string,
  attribute: string,
  keyNames: readonly string[],
  now: number,
): Promise<number> => {
  const seconds = Math.floor(now / 1000);
  const bounds = { ':now': { N: String(seconds) }, ':oldest': { N: String(seconds - longestAgo) } };
  const names = { '#ttl': attribute };
  let deleted = 0;
  let ExclusiveStartKey: unknown;
  do {
    const page = await engine.call('Scan', {
      TableName,
      ExclusiveStartKey,
      FilterExpression: '#ttl < :now AND #ttl > :oldest',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: bounds,
    });
    for (const item of (page.Items ?? []) as Record<string, unknown>[]) {
      const Key = Object.fromEntries(keyNames.map((name) => [name, item[name]]));
      // Somebody may have given it more time since.
      const gone = await engine
        .call('DeleteItem', {
          TableName,
          Key,
          ConditionExpression: '#ttl < :now',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':now': bounds[':now'] },
        })
        .then(() => true)
        .catch((error: Error) => {
          if (error.name === 'ConditionalCheckFailedException') return false;
          throw error;
        });
      if (gone) deleted += 1;
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return deleted;
};
