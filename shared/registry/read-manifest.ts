import { parseDocument } from 'yaml';
import { explain, finding, plain } from './explain.ts';
import { storable } from './findings.ts';
import { Manifest } from './manifest.ts';
import type { Finding, VersionId } from './schema.ts';

export type ManifestReading =
  | { readonly kind: 'readable'; readonly manifest: Manifest }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly submitter?: string };

/** Bytes; a manifest of two thousand inputs has half of it. */
export const LARGEST_MANIFEST = 256 * 1024;

/** Reads a manifest (YAML or JSON, at most 256 KiB) and reports everything that is wrong with it, each with its path. */
export const readManifest = (text: string): ManifestReading => {
  if (text.length > LARGEST_MANIFEST)
    return refused([
      finding('', 'too-large', `the manifest has ${text.length} characters`, `at most ${LARGEST_MANIFEST}`),
    ]);
  // Aliases can make a small document expand without bound; a manifest needs few.
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  if (document.errors.length > 0) {
    return refused(
      document.errors.map((error) =>
        finding(
          `line ${error.linePos?.[0].line ?? '?'}`,
          'not-yaml',
          error.message.split('\n')[0] ?? '',
          'valid YAML or JSON',
        ),
      ),
    );
  }
  const value = plain(() => document.toJS({ maxAliasCount: 20 }) as unknown);
  if (value === undefined)
    return refused([finding('', 'not-yaml', 'the document cannot be expanded', 'YAML without nested aliases')]);
  const parsed = Manifest.safeParse(value, { reportInput: true });
  if (parsed.success) return { kind: 'readable', manifest: parsed.data };
  return refused(parsed.error.issues.flatMap(explain), submitterOf(value));
};

/** The path of the upload and the manifest must name the same version, or one team could speak for another. */
export const disagreements = (manifest: Manifest, place: VersionId): readonly Finding[] =>
  (['team', 'model', 'version'] as const)
    .filter((part) => manifest[part] !== place[part])
    .map((part) =>
      finding(
        part,
        'wrong-place',
        `the manifest says ${manifest[part]}, the upload lies under ${place[part]}`,
        place[part],
      ),
    );

const submitterOf = (value: unknown): string | undefined => {
  const submitter = (value as { submitter?: unknown } | null)?.submitter;
  return typeof submitter === 'string' &&
    submitter.length <= 254 &&
    /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(submitter)
    ? submitter
    : undefined;
};

const refused = (findings: readonly Finding[], submitter?: string): ManifestReading => ({
  kind: 'refused',
  findings: storable(findings),
  ...(submitter && { submitter }),
});
