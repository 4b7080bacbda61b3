import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft, RecordType } from '../../shared/audit/schema.ts';
import type { TrafficSource } from '../../shared/monitoring/large-window.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import { clip } from '../../shared/registry/findings.ts';
import { service } from '../../shared/registry/record.ts';
import { modelKey, versionKey } from '../../shared/registry/schema.ts';
import type { Looked, Outcome } from './outcome.ts';
import type { Window } from './window-of.ts';

/** Buckets that a training job reads from. */
export interface Places {
  readonly artefactBucket: string;
  /** By where the traffic lies. */
  readonly trafficBuckets: Readonly<Record<TrafficSource, string>>;
  readonly evidenceBucket: string;
}

interface Checked {
  readonly watched: WatchedModel;
  readonly looked: Looked;
  /** Digest of the report. */
  readonly evidence: string;
  readonly outcome: Pick<Outcome, 'asked' | 'entered' | 'worsened' | 'turned'>;
  /** Windows that nobody had looked at in time: those this one takes in, and those further back. */
  readonly missed: Pick<Window, 'missed' | 'beyond'>;
  /** It was looked at before, and more records came since. */
  readonly late: boolean;
}

/**
 * The verdict on record, and what is asked for because of it, or why nothing is. The window makes the event id: it is
 * recorded once, and once more for records that came late.
 */
export const checkRecords = (
  { watched, looked, evidence, outcome: { asked, entered, worsened, turned }, missed, late }: Checked,
  places: Places,
  now: Date,
): readonly AuditDraft[] => {
  const { window, report, rows } = looked;
  const again = late ? [`with ${rows} rows`] : [];
  const record = (type: RecordType, code: string, text: string, refs: Record<string, string> = {}): AuditDraft => ({
    chain: chainOf(watched),
    eventId: eventIdOf(type, versionKey(watched), window.from, window.to, ...again),
    type,
    at: now.toISOString(),
    actor: service('drift-check'),
    subject: { model: modelKey(watched), version: watched.version, digest: watched.digest },
    from: watched.state,
    to: watched.state,
    reason: { code, text: clip(text, 2000) },
    evidence: { report: evidence },
    refs: { windowFrom: window.from, windowTo: window.to, ...watched.serving, ...refs },
  });
  const verdict = record(
    'monitor.verdict',
    report.verdict,
    [
      late ? 'Records of this window came late, so it was looked at again.' : '',
      taking(missed),
      report.sentence,
      looked.quality?.sentence ?? '',
      looked.quality?.verdict === 'not-measured' ? '' : (looked.quality?.importance?.sentence ?? ''),
    ]
      .filter((text) => text !== '')
      .join(' '),
    { rows: String(rows), ...(missed.missed > 0 && { missed: String(missed.missed) }) },
  );
  const records = [verdict];
  if (asked.reaction !== 'none') {
    const training = asked.reaction === 'retrain' ? trainingRefs(watched, looked, places) : {};
    records.push(record('monitor.reaction', asked.reaction, asked.because, { cause: asked.cause, ...training }));
  } else if (entered) {
    records.push(record('monitor.suppressed', 'same-cause', asked.because, { cause: asked.cause }));
  }
  // Once when it begins: labels that come later tell the same again and again.
  const { quality } = looked;
  if (quality && quality.verdict !== 'not-measured') {
    const labelled = { labelledFrom: quality.window.from, labelledTo: quality.window.to };
    if (worsened) records.push(record('monitor.quality', 'worse', quality.sentence, labelled));
    if (turned && quality.importance)
      records.push(record('monitor.importance', 'changed', quality.importance.sentence, labelled));
  }
  return records;
};

const taking = ({ missed, beyond }: Checked['missed']): string => {
  if (missed === 0) return '';
  const taken =
    missed === 1 ? 'One window was missed before it and is' : `${missed} windows were missed before it and are`;
  const left =
    beyond === 0 ? '' : ` ${beyond} further back ${beyond === 1 ? 'was' : 'were'} not: ask for that time by itself.`;
  return `${taken} looked at here as well.${left}`;
};

/** Everything a training job needs: what the model was made from, what it saw since, and what changed. All of it is announced on the bus. */
const trainingRefs = (
  { manifest: { retraining }, files, traffic }: WatchedModel,
  { report, page }: Looked,
  { artefactBucket, trafficBuckets, evidenceBucket }: Places,
): Record<string, string> => ({
  ...(retraining && { target: retraining.target }),
  ...Object.fromEntries(Object.entries(files).map(([role, key]) => [role, `s3://${artefactBucket}/${key}`])),
  traffic: `s3://${trafficBuckets[traffic.source]}/${traffic.prefix}`,
  page: `s3://${evidenceBucket}/${page}`,
  drifted: clip(
    report.features.flatMap(({ feature, status }) => (status === 'drifted' ? [feature] : [])).join(','),
    2000,
  ),
});
