import { sha256 } from '../kernel/canonical.ts';
import { AppError } from '../kernel/errors.ts';
import { type ContentStore, wholeBytes } from '../storage/ports.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './read-manifest.ts';
import { type ModelVersion, versionKey } from './schema.ts';

/** The manifest that was accepted is not readable any more, or not the same. */
class ManifestUnreadable extends AppError {
  override readonly name = 'ManifestUnreadable';
  constructor(key: string, why: string) {
    super(`the manifest of ${key} cannot be used: ${why}`, { key, why });
  }
}

/** The manifest a version was received with, from the write-once store. @throws ManifestUnreadable */
export const manifestOf = async (artefacts: ContentStore, version: ModelVersion): Promise<Manifest> => {
  const reading = readManifest(await textOf(artefacts, version));
  if (reading.kind === 'refused') throw new ManifestUnreadable(versionKey(version), 'it does not follow the schema');
  return reading.manifest;
};

const textOf = async (
  artefacts: ContentStore,
  version: Pick<ModelVersion, 'team' | 'model' | 'version' | 'manifest'>,
): Promise<string> => {
  const text = await wholeBytes(await artefacts.read(version.manifest.key));
  if (sha256(text) !== version.manifest.sha256)
    throw new ManifestUnreadable(versionKey(version), 'its hash is not the recorded one');
  return text.toString('utf8');
};
