import { chainOf, eventIdOf } from '../audit/chain.ts';
import { clip, storable } from './findings.ts';
import type { ModelRegistry } from './ports.ts';
import { service } from './record.ts';
import type { Finding, Reason, Sha256, VersionId } from './schema.ts';

/** A submission that is turned away, and by whom. */
export interface Refusal {
  readonly id: VersionId;
  /** Names the refusal: the same submission judged by the same rules is refused once. */
  readonly fingerprint: Sha256;
  /** Execution that found it. */
  readonly run: string;
  /** Empty when the manifest names nobody. */
  readonly submitter: string;
  readonly findings: readonly Finding[];
  /** Function that turns it away. */
  readonly by: string;
  readonly at: Date;
  /** @default the code of the first finding, and a summary of all */
  readonly reason?: Reason;
}

/** Records that a submission never became a version, with everything that was found; done again, it is done once. */
export const refuseSubmission = async (registry: ModelRegistry, refusal: Refusal): Promise<void> => {
  const { id, fingerprint, run, submitter, findings, by } = refusal;
  const { team, model, version } = id;
  const at = refusal.at.toISOString();
  const reason = refusal.reason ?? { code: clip(findings[0]?.code ?? '', 64), text: summary(findings) };
  await registry.commit(
    [
      {
        kind: 'refuse-submission',
        submission: { team, model, version, fingerprint, submitter, at, findings: storable(findings) },
      },
    ],
    [
      {
        chain: chainOf(id),
        eventId: eventIdOf('submission', fingerprint, 'refused'),
        type: 'submission.refused',
        at,
        actor: service(by),
        subject: { model: `${team}/${model}`, version, digest: '' },
        from: '',
        to: '',
        reason,
        evidence: {},
        refs: { fingerprint, run },
      },
    ],
  );
};

const summary = (findings: readonly Finding[]): string =>
  clip(
    `${findings.length} finding${findings.length === 1 ? '' : 's'}: ${findings.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    2000,
  );
