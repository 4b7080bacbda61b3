import type { Finding } from '../../registry/schema.ts';

/** The cells of a file as they were written, before anybody asked what they should be. */
export interface RawTable {
  readonly rows: number;
  readonly names: readonly string[];
  /** The row of the file on which the i-th record stands, for messages. */
  rowOf(i: number): number;
  /** The cells of a column, and what is against reading them. A whole number that no double holds is a bigint. */
  column(name: string): { readonly cells: ArrayLike<unknown>; readonly problem?: Omit<Finding, 'path'> };
}

/** A table as far as it can be read, with everything that is wrong with the file. */
export interface RawReading {
  readonly table?: RawTable;
  readonly findings: readonly Finding[];
}

export const refused = (path: string, code: string, message: string, expected: string): RawReading => ({
  findings: [{ path, code, message, expected }],
});

/** Findings of one kind, such as those of a column: the first few, and how many more there are. */
export const firstFew = (): { add(finding: Finding): void; all(): readonly Finding[] } => {
  const kinds = new Map<string, { readonly path: string; readonly code: string; count: number; shown: Finding[] }>();
  return {
    add(finding) {
      const { code, path } = finding;
      const of = path.replace(/: (row|line) \d+(, )?/, ': ').replace(/: $/, '');
      const kind = kinds.get(`${of}\n${code}`) ?? { path: of, code, count: 0, shown: [] };
      kinds.set(`${of}\n${code}`, kind);
      kind.count++;
      if (kind.shown.length < SHOWN) kind.shown.push(finding);
    },
    all: () =>
      [...kinds.values()].flatMap(({ path, code, count, shown }) => [
        ...shown,
        ...(count > SHOWN
          ? [
              {
                path,
                code,
                message: `and ${count - SHOWN} more rows with the same problem`,
                expected: shown[0]?.expected,
              },
            ]
          : []),
      ]),
  };
};

const SHOWN = 3;
