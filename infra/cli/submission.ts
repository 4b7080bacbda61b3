import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { readManifest } from '../../shared/registry/read-manifest.ts';
import type { Finding } from '../../shared/registry/schema.ts';
import { digestOf } from './file-digest.ts';
import { Complaint } from './terminal.ts';

/** A submission as it lies in a folder. */
export interface Submission {
  readonly folder: string;
  readonly manifestFile: string;
  readonly manifest: Manifest;
  /** Of the manifest's own bytes, which name all others. */
  readonly sha256: string;
}

export type Inspection =
  | { readonly kind: 'ready'; readonly submission: Submission }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Reads a folder as the gate will: the same schema, and every file hashed. Everything wrong is found at once. */
export const inspect = async (folder: string): Promise<Inspection> => {
  const manifestFile = await findManifest(folder);
  const text = await readFile(path.join(folder, manifestFile), 'utf8');
  const reading = readManifest(text);
  if (reading.kind === 'refused') return reading;
  const { manifest } = reading;
  const checks = Object.entries(manifest.files).map(async ([role, file]): Promise<readonly Finding[]> => {
    const at = path.join(folder, file.path);
    const exists = await stat(at).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!exists)
      return [
        {
          path: `files.${role}.path`,
          code: 'file-missing',
          message: `${file.path} is not in ${folder}`,
          expected: 'a file of this folder',
        },
      ];
    const found = await digestOf(at);
    return found === file.sha256
      ? []
      : [
          {
            path: `files.${role}.sha256`,
            code: 'hash-mismatch',
            message: `${file.path} hashes to ${found}`,
            expected: `write ${found} into the manifest, or restore the file`,
          },
        ];
  });
  const findings = (await Promise.all(checks)).flat();
  return findings.length > 0
    ? { kind: 'refused', findings }
    : { kind: 'ready', submission: { folder, manifestFile, manifest, sha256: sha256(text) } };
};

/** Uploads the files and, last, the manifest: its arrival is the commit. `progress` hears of every file. */
export const upload = async (
  client: S3Client,
  bucket: string,
  { folder, manifestFile, manifest }: Pick<Submission, 'folder' | 'manifestFile' | 'manifest'>,
  progress: (file: string, bytes: number) => void,
): Promise<void> => {
  const prefix = `${manifest.team}/${manifest.model}/${manifest.version}`;
  for (const file of [...Object.values(manifest.files).map(({ path: name }) => name), manifestFile]) {
    const at = path.join(folder, file);
    const { size } = await stat(at);
    await new Upload({
      client,
      params: { Bucket: bucket, Key: `${prefix}/${file}`, Body: createReadStream(at) },
    }).done();
    progress(file, size);
  }
};

const findManifest = async (folder: string): Promise<string> => {
  const files = await readdir(folder).catch(() => {
    throw new Complaint(`${folder} is not a folder that can be read.`);
  });
  const found = ['manifest.yaml', 'manifest.json'].filter((name) => files.includes(name));
  if (found.length !== 1)
    throw new Complaint(
      `${folder} needs one manifest.yaml (or manifest.json); it has ${found.length}. Write one with: slipway init`,
    );
  return found[0] as string;
};
