import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft, RecordType } from '../../shared/audit/schema.ts';
import { capturePrefix } from '../../shared/deployment/names.ts';
import { clip } from '../../shared/registry/findings.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import { service } from '../../shared/registry/record.ts';
import { type ModelVersion, versionKey } from '../../shared/registry/schema.ts';
import type { Looked, Outcome } from './outcome.ts';

/** Buckets that a training job reads from. */
export interface Places {
  readonly artefactBucket: string;
  readonly captureBucket: string;
  readonly evidenceBucket: string;
}

interface Checked {
  readonly live: ModelVersion;
  readonly manifest: Manifest;
  readonly looked: Looked;
  /** Digest of the report. */
  readonly evidence: string;
  readonly outcome: Pick<Outcome, 'asked' | 'entered'>;
  /** Windows that nobody had looked at in time and that this one takes in. */
  readonly missed: number;
  /** It was looked at before, and more records came since. */
  readonly late: boolean;
}

/**
 * The verdict on record, and what is asked for because of it, or why nothing is. The window makes the event id: it is
 * recorded once, and once more for records that came late.
 */
export const checkRecords = (
  { live, manifest, looked, evidence, outcome: { asked, entered }, missed, late }: Checked,
  places: Places,
  now: Date,
): readonly AuditDraft[] => {
  const { window, report, rows } = looked;
  const again = late ? [`with ${rows} rows`] : [];
  const record = (type: RecordType, code: string, text: string, refs: Record<string, string> = {}): AuditDraft => ({
    chain: chainOf(live),
    eventId: eventIdOf(type, versionKey(live), window.from, window.to, ...again),
    type,
    at: now.toISOString(),
    actor: service('drift-check'),
    subject: { model: `${live.team}/${live.model}`, version: live.version, digest: live.files.model.sha256 },
    from: live.state,
    to: live.state,
    reason: { code, text: clip(text, 2000) },
    evidence: { report: evidence },
    refs: { windowFrom: window.from, windowTo: window.to, ...live.serving, ...refs },
  });
  const verdict = record(
    'monitor.verdict',
    report.verdict,
    [late ? 'Records of this window came late, so it was looked at again.' : '', taking(missed), report.sentence]
      .filter((text) => text !== '')
      .join(' '),
    { rows: String(rows), ...(missed > 0 && { missed: String(missed) }) },
  );
  if (asked.reaction !== 'none') {
    const training = asked.reaction === 'retrain' ? trainingRefs(live, manifest, looked, places) : {};
    return [verdict, record('monitor.reaction', asked.reaction, asked.because, { cause: asked.cause, ...training })];
  }
  return entered
    ? [verdict, record('monitor.suppressed', 'same-cause', asked.because, { cause: asked.cause })]
    : [verdict];
};

const taking = (missed: number): string =>
  missed === 0
    ? ''
    : `${missed === 1 ? 'One window was' : `${missed} windows were`} missed before it and ${missed === 1 ? 'is' : 'are'} looked at here as well.`;

/** Everything a training job needs: what the model was made from, what it saw since, and what changed. All of it is announced on the bus. */
const trainingRefs = (
  live: ModelVersion,
  { retraining }: Manifest,
  { report, page }: Looked,
  { artefactBucket, captureBucket, evidenceBucket }: Places,
): Record<string, string> => ({
  ...(retraining && { target: retraining.target }),
  manifest: `s3://${artefactBucket}/${live.manifest.key}`,
  trainedModel: `s3://${artefactBucket}/${live.files.model.key}`,
  baseline: `s3://${artefactBucket}/${live.files.baseline.key}`,
  holdout: `s3://${artefactBucket}/${live.files.holdout.key}`,
  traffic: `s3://${captureBucket}/${capturePrefix(live)}`,
  page: `s3://${evidenceBucket}/${page}`,
  drifted: clip(
    report.features.flatMap(({ feature, status }) => (status === 'drifted' ? [feature] : [])).join(','),
    2000,
  ),
});
