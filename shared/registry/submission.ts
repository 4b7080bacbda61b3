import { driftLimits } from '../policy/drift-limits.ts';
import type { Policy } from '../policy/schema.ts';
import type { Manifest } from './manifest.ts';
import type { Finding, ModelVersion, Sha256 } from './schema.ts';

/** A file of the upload, named relative to the submission's folder. */
export interface SubmittedFile {
  readonly path: string;
  readonly bytes: number;
}

const MANIFESTS = ['manifest.yaml', 'manifest.json'];

/** Everything that the policy in force and the files present have against a manifest, all at once. */
export const judgeSubmission = (
  manifest: Manifest,
  policy: Policy,
  present: readonly SubmittedFile[],
): readonly Finding[] => [...againstPolicy(manifest, policy), ...againstFiles(manifest, policy, present)];

/** Whether these bytes may have this version number. A version is its bytes, for ever. */
export type Claim = 'new' | 'mine' | 'again' | 'duplicate' | 'taken';

/**
 * `mine`: this very run registered it before (a repeated step). `again`: the pipeline failed on these bytes before, or
 * they were refused by other rules than those in force: a verdict is one of bytes and rules. `duplicate`: these bytes are
 * registered already. `taken`: the number belongs to other bytes.
 */
export const claimVersion = (
  existing: ModelVersion | undefined,
  manifest: Sha256,
  run: string,
  inForce: Pick<ModelVersion['policy'], 'sha256' | 'gate'>,
): Claim => {
  if (!existing) return 'new';
  if (existing.manifest.sha256 !== manifest) return 'taken';
  if (existing.run === run) return 'mine';
  if (existing.state === 'failed') return 'again';
  const { sha256, gate } = existing.policy;
  return existing.state === 'refused' && (sha256 !== inForce.sha256 || gate !== inForce.gate) ? 'again' : 'duplicate';
};

/** What keeps other bytes from a number that is taken. */
export const versionTaken = (version: string): Finding =>
  finding(
    'version',
    'version-is-immutable',
    `version ${version} was registered with other bytes`,
    'a new version number: a version never changes',
  );

const againstPolicy = (manifest: Manifest, policy: Policy): readonly Finding[] => {
  const { frameworks, images } = policy.accepts;
  const findings: Finding[] = [];
  // Own names only: a team called `constructor` is not one that every object knows.
  if (!Object.hasOwn(policy.teams, manifest.team))
    findings.push(
      finding('team', 'unknown-team', `the policy knows no team ${manifest.team}`, listed(Object.keys(policy.teams))),
    );
  const tier = policy.tiers[manifest.risk];
  if (!tier)
    findings.push(
      finding('risk', 'unknown-tier', `the policy has no tier ${manifest.risk}`, listed(Object.keys(policy.tiers))),
    );
  else findings.push(...driftLimits(tier, manifest.monitoring.drift).findings);
  if (!frameworks.includes(manifest.framework)) {
    findings.push(
      finding(
        'framework',
        'framework-not-accepted',
        `${manifest.framework} is not accepted by policy version ${policy.version}`,
        listed(frameworks),
      ),
    );
  }
  if (!images.includes(manifest.serving.image)) {
    findings.push(
      finding(
        'serving.image',
        'image-not-accepted',
        `${manifest.serving.image} is not accepted by policy version ${policy.version}`,
        listed(images),
      ),
    );
  }
  return findings;
};

const againstFiles = (manifest: Manifest, policy: Policy, present: readonly SubmittedFile[]): readonly Finding[] => {
  const announced = Object.entries(manifest.files);
  const missing = announced
    .filter(([, file]) => !present.some(({ path }) => path === file.path))
    .map(([role, file]) =>
      finding(
        `files.${role}.path`,
        'file-missing',
        `${file.path} was not uploaded`,
        'upload it, then the manifest again',
      ),
    );
  const strangers = present
    .filter(({ path }) => !MANIFESTS.includes(path) && !announced.some(([, file]) => file.path === path))
    .map(({ path }) =>
      finding(path, 'unexpected-file', `${path} is not named in the manifest`, 'name it under files, or remove it'),
    );
  const empty = present
    .filter(({ bytes }) => bytes === 0)
    .map(({ path }) => finding(path, 'empty-file', `${path} has no content`, 'a file with content'));
  const model = present.find(({ path }) => path === manifest.files.model.path);
  const tooLarge =
    model && model.bytes > policy.accepts.largestModelBytes
      ? [
          finding(
            'files.model',
            'too-large',
            `${model.path} has ${model.bytes} bytes`,
            `at most ${policy.accepts.largestModelBytes} bytes`,
          ),
        ]
      : [];
  return [...missing, ...strangers, ...empty, ...tooLarge];
};

const listed = (values: readonly string[]): string =>
  values.length > 0 ? `one of: ${values.join(', ')}` : 'none is accepted';

const finding = (path: string, code: string, message: string, expected: string): Finding => ({
  path,
  code,
  message,
  expected,
});
