import { captureFeed } from './bytes/capture-feed.ts';
import { windowTarget } from './bytes/row-target.ts';
import { isTraffic, isTrafficAt } from './line-time.ts';
import type { BaselineProfile, WindowCounts } from './schema.ts';

/** The records that count: those of [from, to) that Slipway did not ask itself. */
export interface TrafficWindow {
  readonly from: Date;
  readonly to: Date;
  /** Begin of the inference ids of Slipway's own requests. */
  readonly ownRequests: string;
}

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
      isWantedLine: (line) => isTraffic(line, window.from, window.to, window.ownRequests),
      isWanted: (time, id) => isTrafficAt(time, id, window.from, window.to, window.ownRequests),
    },
  );
  for await (const piece of traffic) {
    if (typeof piece === 'string') feed.addLine(piece);
    else feed.write(piece);
  }
  feed.end();
  return target.counts();
};
