import * as z from 'zod';
import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import { scheduleName } from '../../shared/deployment/names.ts';
import { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { CheckSchedule, checkSchedule, type Scheduling } from '../../shared/monitoring/check-schedule.ts';
import type { Baselines } from '../../shared/monitoring/ports.ts';
import type { PinnedPolicy, Policies } from '../../shared/policy/ports.ts';
import { type ExternalManifest, type ExternalModel, placeOfExternal } from '../../shared/registry/external-model.ts';
import { LARGEST_MANIFEST } from '../../shared/registry/manifest-limits.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { readExternal } from '../../shared/registry/read-external.ts';
import { service } from '../../shared/registry/record.ts';
import { refuseSubmission } from '../../shared/registry/refused-submission.ts';
import { type Finding, modelKey, type VersionId, versionKey } from '../../shared/registry/schema.ts';
import { type Documents, type ListedFile, type Uploads, wholeBytes } from '../../shared/storage/ports.ts';
import { externalProfile } from './external-profile.ts';
import { findingsAgainst } from './findings-against.ts';

/** S3's event, and the name of the execution it started. */
export const RegisterExternalInput = whenUsed(() => z.object({ run: z.string(), event: ObjectCreated }));
export const RegisterExternalResult = whenUsed(() =>
  z.object({
    kind: z.enum(['registered', 'ended', 'refused', 'ignored']),
    schedule: CheckSchedule.optional(),
    /** The schedule that goes with the watching. */
    ended: CheckSchedule.pick({ Name: true, GroupName: true }).optional(),
  }),
);
export type RegisterExternalResult = z.infer<typeof RegisterExternalResult>;

interface Deps extends Scheduling {
  readonly registry: ModelRegistry;
  readonly uploads: Uploads;
  readonly evidence: Documents;
  readonly baselines: Baselines;
  readonly policies: Policies;
  readonly clock: Clock;
}

/**
 * An `external.yaml` arrived: a model that runs elsewhere is to be watched. Everything wrong with it is told at once; else
 * its baseline becomes a profile, and the model is on record, with the schedule by which its pushed records are checked; or
 * the watching ends, when the file says so.
 * Done again with the same file, it changes nothing; another version takes the place of the one before.
 */
export const createRegisterExternal =
  (deps: Deps) =>
  async ({ run, event }: z.infer<typeof RegisterExternalInput>): Promise<RegisterExternalResult> => {
    const place = placeOfExternal(event.detail.object.key);
    const listed = place ? await deps.uploads.list(place.prefix) : [];
    const file = listed.find(({ key }) => key === event.detail.object.key);
    if (!place || !file) return { kind: 'ignored' };
    const { prefix, ...id } = place;
    const text = file.bytes > LARGEST_MANIFEST ? undefined : await textOf(deps.uploads, file.key);
    const reading = text === undefined ? tooLarge(file) : readExternal(text);
    const fingerprint = sha256(`external ${text ?? file.etag}`);
    const refused = async (findings: readonly Finding[], submitter = ''): Promise<RegisterExternalResult> => {
      const at = deps.clock();
      await refuseSubmission(deps.registry, { id, fingerprint, run, submitter, findings, by: 'register-external', at });
      return { kind: 'refused' };
    };
    if (reading.kind === 'refused') return refused(reading.findings);

    const { manifest } = reading;
    const policy = await deps.policies.current();
    const hosted = (await deps.registry.versionsOf(id)).length > 0;
    const wrong = findingsAgainst(manifest, id, policy.policy, hosted);
    if (wrong.length > 0) return refused(wrong, manifest.submitter);
    const profile = await externalProfile(deps.uploads, prefix, listed, manifest);
    if (profile.kind === 'refused') return refused(profile.findings, manifest.submitter);

    const before = await deps.registry.external(id);
    const digest = await deps.evidence.keepJson(manifest);
    if (before?.manifest !== digest) {
      const next = externalOf(
        manifest,
        digest,
        await deps.baselines.save(profile.profile),
        policy,
        before,
        deps.clock(),
      );
      await deps.registry.commit([{ kind: 'save-external', external: next }], [registeredRecord(next, run)]);
    }
    if (manifest.ended) return { kind: 'ended', ended: { Name: scheduleName(id), GroupName: deps.scheduleGroup } };
    return { kind: 'registered', schedule: checkSchedule(id, manifest.monitoring.schedule, deps, deps.clock()) };
  };

const textOf = async (uploads: Uploads, key: string): Promise<string> => {
  const upload = await uploads.read(key);
  return upload ? (await wholeBytes(upload.content)).toString('utf8') : '';
};

const tooLarge = ({ key, bytes }: ListedFile): { readonly kind: 'refused'; readonly findings: readonly Finding[] } => ({
  kind: 'refused',
  findings: [
    { path: key, code: 'too-large', message: `it has ${bytes} bytes`, expected: `at most ${LARGEST_MANIFEST} bytes` },
  ],
});

const externalOf = (
  { team, model, version, owner, submitter, purpose, risk, task, runsAt, ended }: ExternalManifest,
  manifest: string,
  profile: string,
  { policy, sha256: digest }: PinnedPolicy,
  before: ExternalModel | undefined,
  now: Date,
): ExternalModel => ({
  team,
  model,
  version,
  owner,
  submitter,
  purpose,
  risk,
  task,
  runsAt,
  since: now.toISOString(),
  ...(ended && { ended: now.toISOString() }),
  manifest,
  profile,
  policy: { version: policy.version, sha256: digest },
  revision: before ? before.revision + 1 : 0,
});

const registeredRecord = (external: ExternalModel & VersionId, run: string): AuditDraft => ({
  chain: chainOf(external),
  eventId: eventIdOf('external.registered', versionKey(external), external.manifest, String(external.revision)),
  type: 'external.registered',
  at: external.since,
  actor: service('register-external'),
  subject: { model: modelKey(external), version: external.version, digest: external.manifest },
  from: '',
  to: '',
  reason: external.ended
    ? { code: 'ended', text: 'Its team says that it is out of use. It is not watched any more; its record is kept.' }
    : {
        code: 'watched',
        text: `It runs elsewhere (${external.runsAt}). It is watched from now on; nobody approved it here and nothing of it was deployed.`,
      },
  evidence: { manifest: external.manifest, profile: external.profile, policy: external.policy.sha256 },
  refs: { run },
});
