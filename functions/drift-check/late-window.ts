import { bytesOf, isLarge } from '../../shared/monitoring/batches.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import type { ModelHealth } from '../../shared/registry/schema.ts';
import type { Counting } from './counting.ts';
import type { Window } from './window-of.ts';

/**
 * The window just before this one, when its files have grown since it was looked at: records are delivered late now and
 * then. Files are by the hour, so of shorter windows the rows must tell. Older and larger windows are for a person to ask about.
 */
export const lateWindow = async (
  { traffic, onePass }: Pick<Counting, 'traffic' | 'onePass'>,
  watched: WatchedModel,
  before: ModelHealth | undefined,
  { from: here, to }: Window,
): Promise<Window | undefined> => {
  const past = before?.version === watched.version ? before.recent.find(({ at }) => at === here) : undefined;
  if (past?.from === undefined || past.bytes === undefined) return undefined;
  const { source, prefix } = watched.traffic;
  // A large window is enough for one run.
  if (isLarge(await traffic[source].list(prefix, new Date(here), new Date(to)), onePass)) return undefined;
  const files = await traffic[source].list(prefix, new Date(past.from), new Date(past.at));
  return bytesOf(files) > past.bytes && !isLarge(files, onePass)
    ? { from: past.from, to: past.at, missed: 0, beyond: 0 }
    : undefined;
};
