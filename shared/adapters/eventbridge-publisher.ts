import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AuditRecord } from '../audit/schema.ts';
import { SOURCE } from '../events/catalogue.ts';

/** EventBridge takes ten entries a call. */
const BATCH = 10;

/** Publishes audit records as events; answers the positions of those that were refused. */
export const eventPublisher =
  (client: EventBridgeClient, bus: string) =>
  async (records: readonly AuditRecord[]): Promise<readonly number[]> => {
    const failed: number[] = [];
    for (let start = 0; start < records.length; start += BATCH) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: records.slice(start, start + BATCH).map((record) => ({
            EventBusName: bus,
            Source: SOURCE,
            DetailType: record.type,
            Time: new Date(record.at),
            Detail: JSON.stringify(record),
          })),
        }),
      );
      failed.push(...Entries.flatMap((entry, i) => (entry.ErrorCode ? [start + i] : [])));
    }
    return failed;
  };
