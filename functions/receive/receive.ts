import { Readable } from 'node:stream';
import * as z from 'zod';
import { refusalReasons } from '../../shared/artefacts/refusal-reasons.ts';
import { GATE } from '../../shared/artefacts/schema.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import { declaration } from '../../shared/registry/declared-manifest.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/manifest-limits.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { disagreements, readManifest } from '../../shared/registry/read-manifest.ts';
import { moveOnRecord, moveRecord, service } from '../../shared/registry/record.ts';
import { refuseSubmission } from '../../shared/registry/refused-submission.ts';
import { ReleaseInput } from '../../shared/registry/release-run.ts';
import { repetitionRecord } from '../../shared/registry/repeated-submission.ts';
import type { Finding, ModelVersion, StoredFile } from '../../shared/registry/schema.ts';
import { claimVersion, judgeSubmission, versionTaken } from '../../shared/registry/submission.ts';
import type { Emit } from '../../shared/runtime/metrics.ts';
import { type ContentStore, type Uploads, wholeBytes } from '../../shared/storage/ports.ts';

export const ReceiveInput = whenUsed(() => ReleaseInput.extend({ run: z.string() }));
export type ReceiveInput = z.infer<typeof ReceiveInput>;

export const ReceiveResult = whenUsed(() =>
  z.object({
    kind: z.enum(['received', 'duplicate', 'refused']),
    findings: z.int().nonnegative(),
  }),
);
export type ReceiveResult = z.infer<typeof ReceiveResult>;

interface Deps {
  readonly uploads: Uploads;
  readonly artefacts: ContentStore;
  readonly registry: ModelRegistry;
  readonly policies: Policies;
  readonly clock: Clock;
  readonly emit: Emit;
}

/**
 * Takes a submission in: finds everything wrong with it in one go, or copies its bytes to the write-once store and
 * registers the version. A submission turned away here never became a version: its number may be used again.
 */
export const createReceive =
  (deps: Deps) =>
  async (input: ReceiveInput): Promise<ReceiveResult> => {
    const listed = await deps.uploads.list(input.prefix);
    const size = listed.find(({ key }) => key === input.manifestKey)?.bytes ?? 0;
    // Refused by its size alone: it must never fill the memory of the function that reads it.
    if (size > LARGEST_MANIFEST)
      return refuse(deps, input, '', [
        finding(input.manifestKey, 'too-large', `it has ${size} bytes`, `at most ${LARGEST_MANIFEST} bytes`),
      ]);
    const upload = await deps.uploads.read(input.manifestKey);
    if (!upload)
      return refuse(deps, input, '', [
        finding(input.manifestKey, 'file-missing', 'the manifest is gone again', 'upload it again'),
      ]);
    const text = (await wholeBytes(upload.content)).toString('utf8');
    const reading = readManifest(text);
    if (reading.kind === 'refused') return refuse(deps, input, reading.submitter ?? '', reading.findings);

    const { manifest } = reading;
    const policy = await deps.policies.current();
    const present = listed.map(({ key, bytes }) => ({ path: key.slice(input.prefix.length), bytes }));
    const findings = [...disagreements(manifest, input), ...judgeSubmission(manifest, policy.policy, present)];
    const existing = await deps.registry.find(input);
    const manifestHash = sha256(text);
    const judgedBy = { version: policy.policy.version, sha256: policy.sha256, gate: GATE };
    const claim = claimVersion(existing, manifestHash, input.run, judgedBy);
    if (existing && claim === 'mine') return { kind: 'received', findings: 0 };
    const from = { key: input.manifestKey, ...(upload.version && { version: upload.version }) };
    if (existing && claim === 'duplicate') {
      // The upload that was registered, looked at once more, is no second one.
      if (existing.manifest.upload?.version !== from.version || !from.version)
        await deps.registry.commit([], [repeated(input, existing, from.version ?? '', deps.clock())]);
      return { kind: 'duplicate', findings: 0 };
    }
    if (claim === 'taken') findings.push(versionTaken(input.version));
    if (findings.length > 0) return refuse(deps, input, manifest.submitter, findings);

    const kept = await keepFiles(deps, input.prefix, manifest, present);
    if (kept.kind === 'refused') return refuse(deps, input, manifest.submitter, kept.findings);
    const stored = {
      manifest: { ...(await keepText(deps, 'manifest', text)), upload: from },
      declared: await keepText(deps, 'declared-manifest.json', declaration(manifest, manifestHash)),
      files: kept.files,
    };
    const at = deps.clock();
    if (existing) {
      const again = anew(existing, stored, input.run, judgedBy, at);
      await moveOnRecord(deps.registry, again, 'received', at, service('receive'), {}, { run: input.run });
    } else {
      const version = newVersion(input, manifest, stored, judgedBy, at);
      await deps.registry.commit(
        [{ kind: 'register', version }],
        [
          moveRecord(
            version,
            '',
            at,
            service('receive'),
            { run: input.run },
            `${Object.keys(kept.files).length} files stored under their hashes`,
          ),
        ],
      );
    }
    return { kind: 'received', findings: 0 };
  };

/** Where the write-once store has everything of a submission. */
type Stored = Pick<ModelVersion, 'manifest' | 'declared' | 'files'>;

const keepText = async ({ artefacts }: Deps, name: string, text: string): Promise<StoredFile> => {
  const bytes = Buffer.byteLength(text);
  const { key, sha256: digest } = await artefacts.keep(Readable.from([Buffer.from(text)]), sha256(text), name, bytes);
  return { key, sha256: digest, bytes };
};

type Kept =
  | { readonly kind: 'kept'; readonly files: ModelVersion['files'] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

const keepFiles = async (
  { uploads, artefacts }: Deps,
  prefix: string,
  manifest: Manifest,
  present: readonly { path: string; bytes: number }[],
): Promise<Kept> => {
  const files: Partial<Record<keyof ModelVersion['files'], StoredFile>> = {};
  const findings: Finding[] = [];
  for (const role of ['model', 'holdout', 'baseline'] as const) {
    const { path, sha256: expected } = manifest.files[role];
    const bytes = present.find((file) => file.path === path)?.bytes ?? 0;
    const upload = await uploads.read(prefix + path);
    if (!upload) {
      findings.push(finding(`files.${role}.path`, 'file-missing', `${path} is gone again`, 'upload it again'));
      continue;
    }
    const name = path.split('/').at(-1) ?? role;
    const result = await artefacts.keep(upload.content, expected, name, bytes);
    const from = { key: prefix + path, ...(upload.version && { version: upload.version }) };
    if (result.kind === 'kept') files[role] = { key: result.key, sha256: expected, bytes, upload: from };
    else
      findings.push(
        finding(
          `files.${role}.sha256`,
          'hash-mismatch',
          `${path} hashes to ${result.sha256}`,
          `${expected}, as the manifest says; or correct the manifest`,
        ),
      );
  }
  return findings.length > 0 ? { kind: 'refused', findings } : { kind: 'kept', files: files as ModelVersion['files'] };
};

/**
 * A version that is judged again, because its run broke or other rules are in force, without what the earlier run found:
 * evidence and approval belong together, and both are made again.
 */
const anew = (
  version: ModelVersion,
  stored: Stored,
  run: string,
  policy: ModelVersion['policy'],
  at: Date,
): ModelVersion => {
  const { approval: _asked, serving: _planned, ...rest } = version;
  return { ...rest, ...stored, run, policy, receivedAt: at.toISOString(), evidence: {} };
};

const newVersion = (
  input: ReceiveInput,
  manifest: Manifest,
  stored: Stored,
  policy: ModelVersion['policy'],
  at: Date,
): ModelVersion => ({
  team: input.team,
  model: input.model,
  version: input.version,
  state: 'received',
  revision: 0,
  owner: manifest.owner,
  submitter: manifest.submitter,
  purpose: manifest.purpose,
  risk: manifest.risk,
  task: manifest.task,
  run: input.run,
  receivedAt: at.toISOString(),
  changedAt: at.toISOString(),
  ...stored,
  policy,
  evidence: {},
});

const repeated = (
  { team, model, version, manifestKey, fingerprint }: ReceiveInput,
  { state }: ModelVersion,
  upload: string,
  at: Date,
) =>
  repetitionRecord({
    id: { team, model, version },
    manifestKey,
    upload,
    fingerprint,
    by: 'receive',
    at,
    text: `Version ${version} is registered with these very bytes (${state.replaceAll('-', ' ')}); nothing was done.`,
  });

const refuse = async (
  { registry, clock, emit }: Deps,
  { fingerprint, run, ...id }: ReceiveInput,
  submitter: string,
  findings: readonly Finding[],
): Promise<ReceiveResult> => {
  await refuseSubmission(registry, { id, fingerprint, run, submitter, findings, by: 'receive', at: clock() });
  for (const reason of refusalReasons(findings))
    emit([{ name: 'GateRefusals', value: 1, unit: 'Count' }], { Reason: reason });
  return { kind: 'refused', findings: findings.length };
};

const finding = (path: string, code: string, message: string, expected: string): Finding => ({
  path,
  code,
  message,
  expected,
});
