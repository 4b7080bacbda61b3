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
  /**
   * Data Capture of the hours that [from, to) touches: pieces of files as bytes, or single lines as text, in no promised
   * order. Records of those hours outside the window are for the reader to leave out.
   */
  read(endpoint: string, from: Date, to: Date): AsyncIterable<Uint8Array | string>;
}
