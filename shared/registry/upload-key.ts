import type * as z from 'zod';
import { clip } from './findings.ts';
import { type Finding, ModelName, Team, Version, type VersionId } from './schema.ts';

/** What an upload is by its key, which is taken as it stands: EventBridge does not encode keys. */
export type UploadPlace =
  /** The manifest of a submission: its arrival is the commit. */
  | ({ readonly kind: 'manifest'; readonly prefix: string } & VersionId)
  /** Some other file; whether it belongs to a submission its manifest says. */
  | { readonly kind: 'file' }
  /** Meant as a manifest, and not where or what a manifest is. */
  | { readonly kind: 'misplaced'; readonly team?: Team; readonly findings: readonly Finding[] };

const MANIFESTS = ['manifest.yaml', 'manifest.json'];

/** Names that somebody gives to what he means as a manifest. */
const MEANT = /^manifest\.(ya?ml|json)$/i;

/** Reads `<team>/<model>/<version>/manifest.yaml|json`, or says what keeps a key from being that. */
export const placeOf = (key: string): UploadPlace => {
  const parts = key.split('/');
  const file = parts.at(-1) ?? '';
  if (!MEANT.test(file)) return { kind: 'file' };
  const [team, model, version, ...rest] = parts;
  const place = { team: Team.safeParse(team), model: ModelName.safeParse(model), version: Version.safeParse(version) };
  const owner = place.team.success ? { team: place.team.data } : {};
  // Deeper down, in a folder of a submission, it may be a file like any other.
  if (parts.length > 4 && place.team.success && place.model.success && place.version.success) return { kind: 'file' };
  if (parts.length !== 4)
    return {
      kind: 'misplaced',
      ...owner,
      findings: [finding('key', 'wrong-place', `it lies ${parts.length - 1} folders deep`, FORM)],
    };
  const findings = [
    ...(['team', 'model', 'version'] as const).flatMap((part, i) => problem(part, parts[i] ?? '', place[part])),
    ...(MANIFESTS.includes(file) && rest.length === 1
      ? []
      : [finding('file', 'wrong-name', `it is named ${file}`, MANIFESTS.join(' or '))]),
  ];
  if (findings.length > 0 || !place.team.success || !place.model.success || !place.version.success)
    return { kind: 'misplaced', ...owner, findings };
  return {
    kind: 'manifest',
    team: place.team.data,
    model: place.model.data,
    version: place.version.data,
    prefix: `${team}/${model}/${version}/`,
  };
};

const FORM = 'TEAM/MODEL/VERSION/manifest.yaml, such as lending/credit-risk/1.4.0/manifest.yaml';

const problem = (part: string, given: string, { error }: z.ZodSafeParseResult<unknown>): readonly Finding[] =>
  error ? [finding(part, 'wrong-place', `"${clip(given, 60)}" is no ${part}`, error.issues[0]?.message ?? FORM)] : [];

const finding = (path: string, code: string, message: string, expected: string): Finding => ({
  path,
  code,
  message: clip(message, 300),
  expected,
});
