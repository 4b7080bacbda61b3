import type { Notebook } from './notebook.ts';
import type { ScanLimits } from './schema.ts';

/** Names of one archive, each judged as it comes (S-20) and held against those before it. */
export interface MemberNames {
  /** Answers the name without a leading `./`, or `undefined` when it may not be used; the notebook says why. */
  add(name: string, kind: 'file' | 'folder', offset: number): string | undefined;
}

export const memberNames = (notebook: Notebook, limits: ScanLimits, outer: string | undefined): MemberNames => {
  const seen = new Map<string, 'file' | 'folder' | 'parent'>();
  return {
    add(raw, kind, offset) {
      const refuse = (message: string): undefined => {
        notebook.refuse('member-name', message, {
          member: nested(outer, raw.replace(/[\p{Cc}\p{Cf}]/gu, '?')),
          offset,
          advice: 'use plain relative names, each once',
        });
      };
      const problem = problemOf(raw, kind, limits);
      if (problem) return refuse(problem);
      const name = raw.replace(/^\.\//, '').replace(/\/$/, '');
      // The archive's root itself, as `tar -C folder .` writes it.
      if (name === '' || name === '.') return kind === 'folder' ? '' : refuse('the name is empty');
      const folded = fold(name);
      const before = seen.get(folded);
      if (before === 'file' || (before && kind === 'file') || before === 'folder')
        return refuse('the name occurs twice, or differs only in capitals or in how letters are written');
      for (let at = folded.indexOf('/'); at > 0; at = folded.indexOf('/', at + 1)) {
        const parent = folded.slice(0, at);
        if (seen.get(parent) === 'file') return refuse('a file of the archive is also used as a folder');
        if (!seen.has(parent)) seen.set(parent, 'parent');
      }
      seen.set(folded, kind);
      return name;
    },
  };
};

/** The same for names that some file system takes for one: capitals, and letters that stand for several. */
const fold = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase();

/** Name of a member of a member. */
export const nested = (outer: string | undefined, name: string): string =>
  outer === undefined ? name : `${outer}!${name}`;

const problemOf = (name: string, kind: 'file' | 'folder', limits: ScanLimits): string | undefined => {
  if (name.length > limits.nameLength) return `the name is longer than ${limits.nameLength}`;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/u.test(name)) return 'the name has control, direction or unreadable characters';
  if (name.includes('\\') || name.includes(':')) return 'the name has a backslash or a colon';
  if (name.startsWith('/')) return 'the name is absolute';
  if (name !== name.normalize('NFC')) return 'the name is not in Unicode normal form C';
  const path = kind === 'folder' ? name.replace(/\/$/, '') : name;
  const segments = path.replace(/^\.\//, '').split('/');
  if (segments.length > limits.pathDepth) return `the path is deeper than ${limits.pathDepth}`;
  const root = kind === 'folder' && (path === '.' || path === '');
  if (!root && segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'the name leads out of its folder, or has empty parts';
  if (segments.some((segment) => /[ .]$/.test(segment) && segment !== '.'))
    return 'the name ends in a space or a dot, which some systems drop';
  return undefined;
};
