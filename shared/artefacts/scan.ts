import type { ByteSource } from './byte-source.ts';
import type { CodeTree } from './code-tree.ts';
import type { Notebook } from './notebook.ts';
import type { ExternalValues } from './onnx/external-values.ts';
import type { ReviewedName } from './pickle/allowed-names.ts';
import type { ScanLimits } from './schema.ts';

/** What a scanner is given: bytes, where they are, the rules, and where to write down what it sees. */
export interface Scan {
  readonly source: ByteSource;
  /** Path inside archives; `undefined` for the file itself. */
  readonly member: string | undefined;
  /** Archives around these bytes. */
  readonly level: number;
  readonly limits: ScanLimits;
  readonly reviewed: readonly ReviewedName[];
  readonly notebook: Notebook;
  readonly code: CodeTree;
  readonly values: ExternalValues;
  /** Judges a member by its content, to its last byte, and answers its format. */
  readonly inside: (
    source: ByteSource,
    member: string | undefined,
    level: number,
    named?: 'named' | 'unnamed',
  ) => Promise<string>;
}

/** Reads its format to the end of that, notes what it sees, and answers the format's name. @throws Malformed */
export type Scanner = (scan: Scan) => Promise<string>;
