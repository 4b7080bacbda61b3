import { PutObjectTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import type { VerdictMarks } from '../storage/ports.ts';
import { isMissing } from './s3-uploads.ts';

/** The tag that the policies of both buckets look at (infra/storage/buckets.ts). */
const VERDICT_TAG = 'slipway:verdict';

/** Verdicts as tags on objects of S3. */
export const s3VerdictMarks = (
  client: S3Client,
  buckets: { readonly intake: string; readonly artefacts: string },
): VerdictMarks => {
  const mark = (Bucket: string, Key: string, verdict: 'accepted' | 'refused', VersionId?: string) =>
    client.send(
      new PutObjectTaggingCommand({
        Bucket,
        Key,
        VersionId,
        Tagging: { TagSet: [{ Key: VERDICT_TAG, Value: verdict }] },
      }),
    );
  return {
    async accept(keys) {
      for (const key of keys) await mark(buckets.artefacts, key, 'accepted');
    },
    async quarantine({ key, version }) {
      try {
        await mark(buckets.intake, key, 'refused', version);
      } catch (error) {
        // The team removed it meanwhile: the copy in the write-once store stays, and stays closed.
        if (!isMissing(error)) throw error;
      }
    },
  };
};
