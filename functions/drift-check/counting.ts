import { batchesOf, bytesOf, isLarge, type Size } from '../../shared/monitoring/batches.ts';
import { countBatches } from '../../shared/monitoring/count-traffic.ts';
import { CountsMismatch } from '../../shared/monitoring/errors.ts';
import type { Batch, LargeWindow, TrafficSource } from '../../shared/monitoring/large-window.ts';
import { mergeCounts } from '../../shared/monitoring/merge-counts.ts';
import type { CountedWindows, TrafficFiles } from '../../shared/monitoring/ports.ts';
import type { BaselineProfile, CountedWindow, WindowCounts } from '../../shared/monitoring/schema.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import { batchKey, batchListKey } from '../../shared/monitoring/window-keys.ts';
import type { Documents } from '../../shared/storage/ports.ts';
import type { Window } from './window-of.ts';

export interface Counting {
  readonly traffic: Readonly<Record<TrafficSource, TrafficFiles>>;
  readonly counted: CountedWindows;
  readonly evidence: Documents;
  readonly evidenceBucket: string;
  /** What one function counts at most. */
  readonly onePass: Size;
}

export type Counted =
  | { readonly kind: 'counted'; readonly window: CountedWindow; readonly bytes: number }
  | { readonly kind: 'large'; readonly large: LargeWindow };

/** Counts a window, or writes down the batches in which many functions can. */
export const countWindow = async (
  { traffic, evidence, evidenceBucket, onePass }: Counting,
  watched: WatchedModel,
  profile: BaselineProfile,
  window: Window,
): Promise<Counted> => {
  const { from, to } = window;
  const { source, prefix } = watched.traffic;
  const span = { from: new Date(from), to: new Date(to) };
  const files = await traffic[source].list(prefix, span.from, span.to);
  const batches = batchesOf(files);
  if (isLarge(files, onePass)) {
    const { team, model, version } = watched;
    const key = batchListKey(watched, window);
    const list = batches.map((batch, i): Batch => ({ batch: i, files: [...batch] }));
    await evidence.put(key, JSON.stringify(list), 'application/json');
    const large: LargeWindow = {
      version: { team, model, version },
      source,
      profile: watched.profile,
      ownRequests: [...watched.ownRequests],
      window,
      list: { bucket: evidenceBucket, key },
      batches: batches.length,
      bytes: bytesOf(files),
    };
    return { kind: 'large', large };
  }
  const { ownRequests } = watched;
  const counts = await countBatches(profile, traffic[source], batches, { ...span, ownRequests });
  return { kind: 'counted', window: { from, to, windows: 1, counts }, bytes: bytesOf(files) };
};

/** Adds up what many functions counted, in the order of their batches. @throws CountsMismatch when one is missing */
export const addUp = async (
  { counted }: Pick<Counting, 'counted'>,
  { version, profile, window: { from, to }, batches, bytes }: LargeWindow,
): Promise<Counted & { kind: 'counted' }> => {
  let sum: WindowCounts | undefined;
  for (let i = 0; i < batches; i++) {
    const part = await counted.find(batchKey({ ...version, profile }, { from, to }, i));
    if (!part) throw new CountsMismatch(`batch ${i} of ${batches} was not counted`);
    sum = sum ? mergeCounts(sum, part.counts) : part.counts;
  }
  if (!sum) throw new CountsMismatch('a large window without batches');
  return { kind: 'counted', window: { from, to, windows: 1, counts: sum }, bytes };
};
