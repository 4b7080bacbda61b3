import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** An audit record from a stream image; `undefined` for the keys of event ids that lie in the same table. */
export const auditRecordOfImage = (image: unknown): unknown => {
  if (!image) return undefined;
  const item = unmarshall(image as Record<string, AttributeValue>);
  return String(item.chain).startsWith('event#') ? undefined : { ...item, seq: Number(item.seq) };
};
