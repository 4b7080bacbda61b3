import { counted } from '../kernel/figures.ts';
import { clip } from '../registry/findings.ts';
import type { ScanReport } from './schema.ts';

const MOST = 20;

/** What came through the gate only because people of the house reviewed it: a sentence each, for those who decide. */
export const exceptionsOf = ({ code, reviewed }: Pick<ScanReport, 'code' | 'reviewed'>): string[] => {
  const sentences = [
    ...(code?.approved
      ? [
          `It brings its own code: the folder code/ with ${counted(code.files, 'file')}, tree digest ${code.digest}. ${answered(code)}`,
        ]
      : []),
    ...reviewed.map((use) => `It uses ${use.module}.${use.name}, which is allowed by review. ${answered(use)}`),
  ];
  const more = sentences.length - MOST;
  const kept = sentences.slice(0, MOST).map((sentence) => clip(sentence, 1000));
  return more > 0 ? [...kept, `and ${more} more names that are allowed by review`] : kept;
};

const answered = ({ owner, reason }: { readonly owner?: string | undefined; readonly reason?: string | undefined }) =>
  `${owner} answers for it: ${reason}`;
