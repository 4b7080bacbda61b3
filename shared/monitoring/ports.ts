import type { BaselineProfile } from './schema.ts';

/** Where the profiles lie that versions were released on. */
export interface Baselines {
  /** Answers the digest the profile is kept under. */
  save(profile: BaselineProfile): Promise<string>;
  /** @throws BaselineMissing */
  load(digest: string): Promise<BaselineProfile>;
}

/** What an endpoint was asked and what it answered. */
export interface TrafficWindows {
  /** Data Capture lines from `from` up to, not including, `to`, without line ends, in no promised order. */
  read(endpoint: string, from: Date, to: Date): AsyncIterable<string>;
}
