import type { ModelVersion } from '../registry/schema.ts';

/** The last version that was live and was replaced in good order: approved, verified, and not itself rolled back. */
export const rollbackTarget = (versions: readonly ModelVersion[]): ModelVersion | undefined =>
  versions
    .filter(({ state, serving }) => state === 'superseded' && serving)
    .sort((a, b) => b.changedAt.localeCompare(a.changedAt))[0];

/** The one version that serves. */
export const liveVersion = (versions: readonly ModelVersion[]): ModelVersion | undefined =>
  versions.find(({ state }) => state === 'live');
