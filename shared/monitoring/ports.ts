import type { BaselineProfile, CountedWindow } from './schema.ts';

/** Where the profiles lie that versions were released on. */
export interface Baselines {
  /** Answers the digest the profile is kept under. */
  save(profile: BaselineProfile): Promise<string>;
  /** @throws BaselineMissing */
  load(digest: string): Promise<BaselineProfile>;
}

/** A file of captured traffic. */
export interface TrafficFile {
  readonly key: string;
  readonly bytes: number;
}

/** What models were asked and what they answered, as files of JSON lines by the hour. */
export interface TrafficFiles {
  /** The files below the prefix of the hours that [from, to) touches, in the order of their keys. */
  list(prefix: string, from: Date, to: Date): Promise<readonly TrafficFile[]>;
  /**
   * Their content in that order: pieces of files as bytes, or single lines as text. Records of those hours outside the
   * window are for the reader to leave out.
   */
  read(files: readonly TrafficFile[]): AsyncIterable<Uint8Array | string>;
}

/** Counts of windows that were looked at: all that later checks need of them. They expire with the traffic they count. */
export interface CountedWindows {
  keep(key: string, window: CountedWindow): Promise<void>;
  find(key: string): Promise<CountedWindow | undefined>;
  /** Keys below a folder that come after another key in the order of their bytes, at most a thousand. */
  keysAfter(folder: string, key: string): Promise<readonly string[]>;
}
