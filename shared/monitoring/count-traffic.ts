import { captureFeed } from './bytes/capture-feed.ts';
import { windowTarget } from './bytes/row-target.ts';
import { isTraffic, isTrafficAt, type TrafficWindow } from './line-time.ts';
import { mergeCounts } from './merge-counts.ts';
import type { TrafficFile, TrafficFiles } from './ports.ts';
import type { BaselineProfile, WindowCounts } from './schema.ts';

/**
 * Counts captured traffic: pieces of Data Capture files as bytes, cut anywhere, or single lines as text. Records that
 * cannot be read are counted as malformed.
 */
export const countTraffic = async (
  profile: BaselineProfile,
  traffic: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  window?: TrafficWindow,
): Promise<WindowCounts> => {
  const target = windowTarget(profile);
  const feed = captureFeed(
    target,
    window && {
      isWantedLine: (line) => isTraffic(line, window),
      isWanted: (time, id) => isTrafficAt(time, id, window),
    },
  );
  for await (const piece of traffic) {
    if (typeof piece === 'string') feed.addLine(piece);
    else feed.write(piece);
  }
  feed.end();
  return target.counts();
};

/**
 * Counts the files of a window batch by batch and adds the counts up in order: what many functions do with a large window,
 * done by one. Sums of decimals depend on their order, so only this makes both the same to the last bit.
 */
export const countBatches = async (
  profile: BaselineProfile,
  traffic: Pick<TrafficFiles, 'read'>,
  batches: readonly (readonly TrafficFile[])[],
  window: TrafficWindow,
): Promise<WindowCounts> => {
  let sum: WindowCounts | undefined;
  for (const batch of batches) {
    const counts = await countTraffic(profile, traffic.read(batch), window);
    sum = sum ? mergeCounts(sum, counts) : counts;
  }
  return sum ?? countTraffic(profile, [], window);
};
