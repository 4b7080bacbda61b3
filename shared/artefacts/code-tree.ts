import { createHash } from 'node:crypto';
import type { CodeTreeUse } from './schema.ts';

/** A `code/` folder that people of the house read and approved, byte by byte, by the digest of its tree. */
export interface ApprovedTree {
  readonly digest: string;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it counts (UTC). */
  readonly expires?: string | undefined;
}

/** Collects the digests of the files under `code/` while an archive is read. */
export interface CodeTree {
  /** Passes the content of a file on and notes its digest once all of it has passed. */
  watched(path: string, content: AsyncIterable<Buffer>): AsyncIterable<Buffer>;
  /** The folder as it was seen, judged by the approvals that count on a day; `undefined` when there is none. */
  judged(approvals: readonly ApprovedTree[], on: string): CodeTreeUse | undefined;
}

/**
 * Whether a path of the outermost archive lies in its code folder. In these letters only: a folder `Code/` is another one
 * on the machines that serve.
 */
export const inCodeFolder = (path: string): boolean => /^code(\/|$)/.test(path);

/** A tree of more files is not collected, and so never approved: nobody read it. */
const MOST_FILES = 5000;

export const codeTree = (): CodeTree => {
  const lines: Buffer[] = [];
  let seen = 0;
  let bytes = 0;
  return {
    async *watched(path, content) {
      seen++;
      const hash = createHash('sha256');
      for await (const piece of content) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
      if (lines.length < MOST_FILES) lines.push(Buffer.from(`${hash.digest('hex')}  ${path}\n`));
    },
    judged(approvals, on) {
      if (seen === 0) return undefined;
      const digest = treeDigest(lines);
      const whole = { digest, files: seen, bytes };
      // A file that was not read to its end has no line: such a tree has no digest that anybody approved.
      const approval = lines.length < seen ? undefined : approvals.find((one) => one.digest === digest);
      if (!approval) return { ...whole, approved: false };
      const { reason, owner, expires } = approval;
      const counts = expires === undefined || on <= expires;
      return { ...whole, approved: counts, reason, owner, ...(expires && { expires }) };
    },
  };
};

/** What is held against a folder that nobody approved: code, message, and what to do. */
export const unapproved = ({ digest, files, bytes, reason, expires }: CodeTreeUse) =>
  [
    'code-tree',
    `the folder code/ (${files} files, ${bytes} bytes, sha256 ${digest}) ${
      reason === undefined ? 'is not approved' : `was approved until ${expires} only`
    }`,
    {
      member: 'code',
      advice:
        'send the model alone, or have people read the folder and put its digest into the policy (gate.approvedCode)',
    },
  ] as const;

/** The same as `find code -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum`. */
const treeDigest = (lines: readonly Buffer[]): string =>
  createHash('sha256')
    .update(Buffer.concat([...lines].sort(Buffer.compare)))
    .digest('hex');
