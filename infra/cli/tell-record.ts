import { sayingOf } from '../../shared/audit/saying.ts';
import type { AuditRecord } from '../../shared/audit/schema.ts';
import { harmless, say, stageLine } from './terminal.ts';

const TONES: Readonly<Record<string, 'good' | 'watch' | 'bad'>> = {
  'submission.refused': 'bad',
  'submission.duplicate': 'watch',
  'model.refused': 'bad',
  'model.declined': 'bad',
  'model.expired': 'watch',
  'model.withdrawn': 'watch',
  'model.failed': 'bad',
  'model.deploy-failed': 'bad',
  'model.rolled-back': 'watch',
  'model.awaiting-approval': 'watch',
};

/** One line for a record: when, which stage, what was found. */
export const tellRecord = (started: number, record: AuditRecord): void => {
  const name = record.type.replace(/^(model|approval|submission|monitor)\./, '').replace(/-/g, ' ');
  say(stageLine((performance.now() - started) / 1000, name, harmless(sayingOf(record)), TONES[record.type] ?? 'good'));
};
