import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type PutEvent, REGION, type Reply, type Service, type ServiceError } from '../service.ts';
import { accessFor } from './access.ts';
import { createBodies } from './bodies.ts';
import { bucketKind, bucketPolicyKind } from './bucket-kind.ts';
import { createBuckets } from './buckets.ts';
import { completeUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { openDatabase } from './database.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject } from './get-object.ts';
import { requireKnownHeaders } from './headers.ts';
import { listObjects, listVersions } from './list-objects.ts';
import { abortUpload, createUpload, listParts, listUploads, uploadPart } from './multipart.ts';
import {
  deleteTagging,
  getLegalHold,
  getRetention,
  getTagging,
  putLegalHold,
  putRetention,
  putTagging,
} from './object-settings.ts';
import { putObject } from './put-object.ts';
import { type Operation, route } from './route.ts';
import type { Request, Store } from './store.ts';
import { createUploads } from './uploads.ts';
import { createVersions } from './versions.ts';
import { write, xmlDocument } from './xml.ts';

export interface S3Deps {
  /** Where metadata (`s3.db`) and bodies are kept. */
  readonly folder: string;
  readonly putEvent: PutEvent;
  /** Takes the policy of a bucket, by the bucket's ARN; it also governs the objects under that ARN. */
  registerPolicy(resourceArn: string, policy: unknown): void;
  /** In ms since 1970. @default Date.now */
  readonly now?: () => number;
}

type Handler = (store: Store, request: Request) => Reply | Promise<Reply>;

const XML = { 'content-type': 'application/xml' };

const OPERATIONS: Readonly<Record<Exclude<Operation, 'ListBuckets'>, Handler>> = {
  HeadBucket: () => ({ headers: { 'x-amz-bucket-region': REGION } }),
  GetBucketLocation: () => ({
    headers: XML,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${REGION}</LocationConstraint>`,
  }),
  GetBucketVersioning: (_store, { bucket }) => ({
    headers: XML,
    body: xmlDocument('VersioningConfiguration', { Status: bucket.settings.versioning }),
  }),
  ListObjectsV2: listObjects,
  ListObjectVersions: listVersions,
  ListMultipartUploads: listUploads,
  DeleteObjects: deleteObjects,
  PutObject: putObject,
  CopyObject: copyObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  CreateMultipartUpload: createUpload,
  UploadPart: uploadPart,
  ListParts: listParts,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  GetObjectTagging: getTagging,
  PutObjectTagging: putTagging,
  DeleteObjectTagging: deleteTagging,
  GetObjectRetention: getRetention,
  PutObjectRetention: putRetention,
  GetObjectLegalHold: getLegalHold,
  PutObjectLegalHold: putLegalHold,
};

const listBuckets = ({ buckets }: Store): Reply => ({
  headers: XML,
  body: xmlDocument('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: buckets.list().map(({ name, created }) => ({
        Name: name,
        CreationDate: new Date(created).toISOString(),
      })),
    },
  }),
});

const errorReply = ({ code, message, status, fields }: ServiceError): Reply => {
  const more = Object.entries(fields).map(([name, value]) => [name, String(value)]);
  const contents = { Code: code, Message: message, ...Object.fromEntries(more) };
  return {
    status,
    headers: XML,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${write(contents)}</Error>`,
  };
};

/** S3 of the local cloud: bodies are files, everything else is in one SQLite database beside them. */
export const createS3 = ({ folder, putEvent, registerPolicy, now = Date.now }: S3Deps): Service => {
  const database = openDatabase(folder);
  const store: Store = {
    buckets: createBuckets(database),
    versions: createVersions(database, now),
    uploads: createUploads(database),
    bodies: createBodies(path.join(folder, 'bodies')),
    putEvent,
    now,
    newId: () => randomBytes(24).toString('base64url'),
  };
  return {
    signingNames: ['s3'],
    resources: {
      'AWS::S3::Bucket': bucketKind(store.buckets, now),
      'AWS::S3::BucketPolicy': bucketPolicyKind(registerPolicy),
    },
    access: (call) => accessFor(call, route(call), store.versions.find),
    handle: async (call) => {
      const { operation, bucket, key } = route(call);
      requireKnownHeaders(call.headers);
      if (operation === 'ListBuckets') return listBuckets(store);
      return OPERATIONS[operation](store, { call, bucket: store.buckets.get(bucket), key });
    },
    errorReply,
    stop: () => database.close(),
  };
};
