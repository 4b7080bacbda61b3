import type { Mutation } from './mutate/mutation.ts';

/** A file to begin with. */
export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What one input led to. */
export interface Outcome {
  readonly accepted: boolean;
  /** Stable codes of the verdict. */
  readonly codes: readonly string[];
  /** Finer signs of how far the parser came: an input with a new one is worth mutating further. */
  readonly signs: readonly string[];
  /** What the judge needs to know of an accepted file. */
  readonly told?: Told;
}

/** What the gate says of a file that it accepts: its format, the names that a pickle may call, the files of an archive. */
export interface Told {
  readonly format: string;
  readonly calls: readonly string[];
  /** Whether it is a pickle, or holds one. */
  readonly pickled: boolean;
  readonly members: readonly (readonly [name: string, bytes: number])[];
}

/** A parser under test. */
export interface Target {
  readonly name: string;
  readonly seeds: () => readonly Seed[];
  readonly mutate: Mutation;
  /** Reads the input as the product does. @throws whatever must never be thrown, `Broken` when a law is */
  check(input: Seed, pieces: number): Promise<Outcome>;
}

/** A law does not hold for this input. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** A finding without what comes from the file itself: its code and the plain words of its message. */
export const signOf = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  `${code}: ${(message.replace(/"[\s\S]*"/, '').match(/(?<=^| )[a-z]{2,12}(?= |$)/g) ?? []).slice(0, 4).join(' ')}`;
