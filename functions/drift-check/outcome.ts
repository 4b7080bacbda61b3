import { chainOf, eventIdOf } from '../../shared/audit/chain.ts';
import type { AuditDraft } from '../../shared/audit/schema.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import { alarmAfter } from '../../shared/monitoring/windows.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import { service } from '../../shared/registry/record.ts';
import { type ModelHealth, type ModelVersion, versionKey } from '../../shared/registry/schema.ts';

/** Windows that the registry remembers of a model. */
const REMEMBERED = 50;

export type Reaction = 'none' | Tier['onDrift'];

/**
 * The model's health after one more window, and what is to be done: only when the alarm is entered, so that one cause asks
 * for one reaction. A new version starts with a clean memory.
 */
export const healthAfter = (
  before: ModelHealth | undefined,
  live: ModelVersion,
  report: DriftReport,
  page: string,
  onDrift: Tier['onDrift'],
  now: Date,
): { readonly health: ModelHealth; readonly reaction: Reaction } => {
  const same = before?.version === live.version ? before : undefined;
  const past = same?.recent ?? [];
  const window = { at: report.window.to, verdict: report.verdict, calm: report.calm };
  const alarm = alarmAfter(same?.alarm ?? false, [...past, window]).on;
  const reaction = alarm && !same?.alarm ? onDrift : 'none';
  const health: ModelHealth = {
    team: live.team,
    model: live.model,
    version: live.version,
    checkedAt: now.toISOString(),
    verdict: report.verdict,
    sentence: report.sentence,
    rows: report.rows.window,
    report: page,
    recent: [...past, { ...window, ...(reaction !== 'none' && { reaction }) }].slice(-REMEMBERED),
    alarm,
    revision: before ? before.revision + 1 : 0,
  };
  return { health, reaction };
};

/** The verdict on record, and the reaction when there is one. The window makes the event id: it is recorded once. */
export const verdictRecords = (
  live: ModelVersion,
  report: DriftReport,
  evidence: string,
  reaction: Reaction,
  now: Date,
): readonly AuditDraft[] => {
  const record = (type: 'monitor.verdict' | 'monitor.reaction', code: string, text: string): AuditDraft => ({
    chain: chainOf(live),
    eventId: eventIdOf(type, versionKey(live), report.window.from, report.window.to),
    type,
    at: now.toISOString(),
    actor: service('drift-check'),
    subject: { model: `${live.team}/${live.model}`, version: live.version, digest: live.files.model.sha256 },
    from: live.state,
    to: live.state,
    reason: { code, text },
    evidence: { report: evidence },
    refs: { windowFrom: report.window.from, windowTo: report.window.to },
  });
  return [
    record('monitor.verdict', report.verdict, report.sentence),
    ...(reaction === 'none'
      ? []
      : [record('monitor.reaction', reaction, `Two of the last three windows drifted. ${report.sentence}`)]),
  ];
};
