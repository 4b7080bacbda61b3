import type { ByteSource } from '../byte-source.ts';

/** What a zip of one kind may hold. */
export interface ZipProfile {
  readonly format: string;
  /** Judges one member and answers its format. */
  member(name: string, path: string, content: ByteSource, at: number): Promise<string>;
  /** Says what is missing once every member was seen. */
  end(): void;
}
