/** The records that count: those of [from, to) that Slipway did not ask itself. */
export interface TrafficWindow {
  readonly from: Date;
  readonly to: Date;
  /** Inference ids of Slipway's own requests, whole: a caller cannot choose one that is not known to it. */
  readonly ownRequests: ReadonlySet<string>;
}

/**
 * Instant and inference id of a Data Capture line without parsing it whole. Inside a captured body the quotes are
 * escaped, so these patterns can only meet the record's own metadata.
 */
const INFERENCE_TIME = /"inferenceTime"\s*:\s*"([^"\\]+)"/;
const INFERENCE_ID = /"inferenceId"\s*:\s*"([^"\\]*)"/;

/** Whether a line belongs to the window and was not asked by Slipway itself. A line without a time is kept: it will count as malformed. */
export const isTraffic = (line: string, window: TrafficWindow): boolean =>
  isTrafficAt(INFERENCE_TIME.exec(line)?.[1] ?? '', INFERENCE_ID.exec(line)?.[1] ?? '', window);

/** The same of a record whose instant and inference id are known. */
export const isTrafficAt = (time: string, id: string, { from, to, ownRequests }: TrafficWindow): boolean => {
  if (ownRequests.has(id)) return false;
  const at = Date.parse(time);
  return Number.isNaN(at) || (at >= from.getTime() && at < to.getTime());
};
