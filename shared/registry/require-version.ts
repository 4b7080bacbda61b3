import { VersionNotFound } from './errors.ts';
import type { ModelRegistry } from './ports.ts';
import { type ModelVersion, type VersionId, versionKey } from './schema.ts';

/** @throws VersionNotFound */
export const requireVersion = async (registry: ModelRegistry, id: VersionId): Promise<ModelVersion> => {
  const found = await registry.find(id);
  if (!found) throw new VersionNotFound(versionKey(id));
  return found;
};
