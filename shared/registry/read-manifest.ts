import { readYaml } from '../kernel/yaml-document.ts';
import { explain, finding } from './explain.ts';
import { storable } from './findings.ts';
import { Manifest } from './manifest.ts';
import { LARGEST_MANIFEST, MOST_KEYS } from './manifest-limits.ts';
import type { Finding, VersionId } from './schema.ts';

export type ManifestReading =
  | { readonly kind: 'readable'; readonly manifest: Manifest }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly submitter?: string };

/** Reads a manifest (YAML or JSON, at most 256 KiB) and reports everything that is wrong with it, each with its path. */
export const readManifest = (text: string): ManifestReading => {
  const reading = readYaml(text, { bytes: LARGEST_MANIFEST, keys: MOST_KEYS });
  if (reading.kind === 'unreadable')
    return refused(
      reading.problems.map(({ line, code, message, expected }) =>
        finding(line === undefined ? '' : `line ${line}`, code, message, expected),
      ),
    );
  const { value } = reading;
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
