import { sha256 } from '../kernel/canonical.ts';
import { AppError } from '../kernel/errors.ts';
import { type StoredContent, wholeBytes } from '../storage/ports.ts';
import { DeclaredManifest } from './declared-manifest.ts';
import type { Manifest } from './manifest.ts';
import { type ModelVersion, versionKey } from './schema.ts';

/** The manifest that was accepted is not readable any more, or not the same. */
class ManifestUnreadable extends AppError {
  override readonly name = 'ManifestUnreadable';
  constructor(version: ModelVersion, why: string) {
    super(`the manifest of ${versionKey(version)} cannot be used: ${why}`, { key: versionKey(version), why });
  }
}

/** The manifest a version was received with, from the write-once store. @throws ManifestUnreadable */
export const manifestOf = async (artefacts: StoredContent, version: ModelVersion): Promise<Manifest> => {
  const { declared, manifest } = version;
  if (!declared)
    throw new ManifestUnreadable(version, 'it was received by an older Slipway: submit it as a new version');
  const text = await wholeBytes(await artefacts.read(declared.key));
  if (sha256(text) !== declared.sha256) throw new ManifestUnreadable(version, 'its hash is not the recorded one');
  const read = DeclaredManifest.safeParse(JSON.parse(text.toString('utf8')));
  if (!read.success) throw new ManifestUnreadable(version, 'it does not follow the schema');
  if (read.data.submitted !== manifest.sha256)
    throw new ManifestUnreadable(version, 'it was read from another manifest than the one on record');
  return read.data.manifest;
};
