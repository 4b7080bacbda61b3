import { parseDocument } from 'yaml';
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

const explain = (issue: Issue): readonly Finding[] => {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) =>
      finding(
        path ? `${path}.${key}` : key,
        'unknown-field',
        'this field does not exist',
        'remove it, or correct its name',
      ),
    );
  }
  if (received(issue) === undefined && issue.code !== 'custom')
    return [finding(path, 'missing', 'this field is missing', expected(issue))];
  return [finding(path, 'invalid', `${shown(received(issue))} is not accepted`, expected(issue))];
};

type Issue = {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly expected?: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly discriminator?: string;
  readonly options?: readonly unknown[];
};

/** What stands at the path: of a union, the member that says which of its kinds this is. */
const received = ({ input, discriminator }: Issue): unknown =>
  discriminator === undefined ? input : (input as Record<string, unknown>)[discriminator];

const expected = (issue: Issue): string => {
  if (issue.values) return `one of: ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_type' && issue.expected)
    return `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
  if (issue.options) return `one of: ${issue.options.join(', ')}`;
  if (issue.message.startsWith('Too small')) return `at least ${issue.minimum}`;
  if (issue.message.startsWith('Too big')) return `at most ${issue.maximum}`;
  return issue.message.replace(/^Invalid string: /, '');
};

const shown = (input: unknown): string => {
  // YAML's anchors can make a value that holds itself, which has no JSON.
  const text =
    typeof input === 'string' ? `"${input}"` : String(plain(() => JSON.stringify(input)) ?? 'a value of another kind');
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

const submitterOf = (value: unknown): string | undefined => {
  const submitter = (value as { submitter?: unknown } | null)?.submitter;
  return typeof submitter === 'string' &&
    submitter.length <= 254 &&
    /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(submitter)
    ? submitter
    : undefined;
};

const plain = (read: () => unknown): unknown => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

const finding = (path: string, code: string, message: string, expectation: string): Finding => ({
  path: path || 'manifest',
  code,
  message,
  expected: expectation,
});

const refused = (findings: readonly Finding[], submitter?: string): ManifestReading => ({
  kind: 'refused',
  findings: storable(findings),
  ...(submitter && { submitter }),
});
