import { createInterface } from 'node:readline';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { open } from './s3-uploads.ts';

/**
 * Lines of SageMaker Data Capture between two instants: `<endpoint>/<variant>/yyyy/mm/dd/hh/<file>.jsonl` (FACTS 4.1).
 * A file's hour is the hour of the invocation, so whole hours are read; the caller filters by each record's own time.
 */
export const s3TrafficLines = (client: S3Client, bucket: string) =>
  async function* (endpoint: string, from: Date, to: Date): AsyncIterable<string> {
    for (const hour of hoursBetween(from, to)) {
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: `${endpoint}/AllTraffic/${hour}/` },
      )) {
        for (const { Key } of page.Contents ?? []) {
          if (Key)
            yield* createInterface({ input: await open(client, bucket, Key), crlfDelay: Number.POSITIVE_INFINITY });
        }
      }
    }
  };

const HOUR = 3_600_000;

/** Paths of the hours that the window touches, in UTC. */
export const hoursBetween = (from: Date, to: Date): readonly string[] => {
  const hours: string[] = [];
  for (let at = Math.floor(from.getTime() / HOUR) * HOUR; at <= to.getTime(); at += HOUR) {
    hours.push(new Date(at).toISOString().slice(0, 13).replace(/[-T]/g, '/'));
  }
  return hours;
};
