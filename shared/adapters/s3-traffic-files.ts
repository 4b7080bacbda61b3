import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { TrafficFile, TrafficFiles } from '../monitoring/ports.ts';
import { open } from './s3-uploads.ts';

/**
 * Captured traffic as SageMaker writes it: `<prefix>yyyy/mm/dd/hh/<file>.jsonl` (FACTS 4.1). A file's hour is the hour of
 * the invocation, so the hours the window touches are read.
 */
export const s3TrafficFiles = (client: S3Client, bucket: string): TrafficFiles => ({
  async list(prefix, from, to) {
    const hours = hoursBetween(from, to);
    const [first, last] = [`${prefix}${hours[0]}/`, `${prefix}${hours.at(-1)}/`];
    const files: TrafficFile[] = [];
    // Keys are in the order of time: one listing from the first hour to the last, however many hours lie between.
    const listing = { Bucket: bucket, Prefix: prefix, StartAfter: first };
    for await (const page of paginateListObjectsV2({ client }, listing)) {
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        if (Key > last && !Key.startsWith(last)) return files;
        files.push({ key: Key, bytes: Size });
      }
    }
    return files;
  },
  async *read(files) {
    // The next file is asked for while this one is read: most of a small file's time is the way there.
    let next = begin(client, bucket, files[0]?.key);
    for (let i = 0; i < files.length; i++) {
      const stream = await next;
      next = begin(client, bucket, files[i + 1]?.key);
      for await (const piece of stream ?? []) yield piece as Uint8Array;
      // A file without a last line end must not run into the next one.
      yield LINE_END;
    }
  },
});

const begin = (client: S3Client, bucket: string, key: string | undefined) => {
  const opening = key === undefined ? Promise.resolve(undefined) : open(client, bucket, key);
  // Whoever awaits it hears of the failure; until then it is nobody's.
  opening.catch(() => {});
  return opening;
};

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
