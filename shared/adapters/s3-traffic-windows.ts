import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { TrafficWindows } from '../monitoring/ports.ts';
import { open } from './s3-uploads.ts';

/**
 * Captured traffic as SageMaker writes it: `<endpoint>/<variant>/yyyy/mm/dd/hh/<file>.jsonl` (FACTS 4.1). A file's hour is
 * the hour of the invocation, so the hours the window touches are read.
 */
export const s3TrafficWindows = (client: S3Client, bucket: string): TrafficWindows => ({
  async *read(endpoint, from, to) {
    for (const hour of hoursBetween(from, to)) {
      const listing = { Bucket: bucket, Prefix: `${endpoint}/AllTraffic/${hour}/` };
      for await (const page of paginateListObjectsV2({ client }, listing)) {
        for (const { Key = '' } of page.Contents ?? []) {
          for await (const piece of await open(client, bucket, Key)) yield piece as Uint8Array;
          // A file without a last line end must not run into the next one.
          yield LINE_END;
        }
      }
    }
  },
});

const LINE_END = Uint8Array.of(0x0a);
const HOUR = 3_600_000;

/** Paths of the hours that the window touches, in UTC. */
export const hoursBetween = (from: Date, to: Date): readonly string[] => {
  const hours: string[] = [];
  for (let at = Math.floor(from.getTime() / HOUR) * HOUR; at < to.getTime(); at += HOUR) {
    hours.push(new Date(at).toISOString().slice(0, 13).replace(/[-T]/g, '/'));
  }
  return hours;
};
