type Item = Readonly<Record<string, unknown>>;

/** The attribute that partitions a table or an index. */
export type PartitionKey = (table: string, index?: string) => string | undefined;

/** The partition key's value in an item or a key, as `dynamodb:LeadingKeys` has it. */
export const leadingKey = (item: unknown, attribute: string | undefined): string | undefined =>
  attribute === undefined ? undefined : plain((item as Item | undefined)?.[attribute]);

/** The partition key's value that a query asks for. */
export const leadingKeyOfQuery = (body: Item, attribute: string | undefined): string | undefined => {
  if (attribute === undefined) return undefined;
  const names = (body.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = (body.ExpressionAttributeValues ?? {}) as Item;
  const condition = String(body.KeyConditionExpression ?? '');
  for (const [, left = '', right = ''] of condition.matchAll(/([#\w.]+)\s*=\s*(:\w+)/g))
    if ((names[left] ?? left) === attribute) return plain(values[right]);
  return undefined;
};

/** `{ S: 'a' }` as `a`. */
const plain = (value: unknown): string | undefined => {
  const [text] = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return typeof text === 'string' ? text : undefined;
};
