import { canonicalJson, labelledHash } from '../kernel/canonical.ts';
import type { AuditDraft, AuditRecord } from './schema.ts';

/** The newest record of a chain, as far as appending needs it. */
export type Head = Pick<AuditRecord, 'seq' | 'hash'>;

export const chainOf = ({ team, model }: { team: string; model: string }): string => `${team}#${model}`;

/** Chain of uploads that are no submission of any model. No model has it: a team's name is never empty. */
export const MISPLACED = '#misplaced';

/** What the first record of a chain links to: it binds the chain's name, so a record cannot be moved to another chain. */
export const genesis = (chain: string): Head => ({ seq: 0, hash: labelledHash('audit/v1/genesis', chain) });

/** Hash of a record: SHA-256 over the label and the canonical form of every attribute but the hash itself. */
export const recordHash = (record: Omit<AuditRecord, 'hash'>): string =>
  labelledHash('audit/v1/record', canonicalJson(record));

/** Links drafts behind the head of their chain. */
export const extend = (head: Head, drafts: readonly AuditDraft[]): readonly AuditRecord[] => {
  const records: AuditRecord[] = [];
  let last = head;
  for (const draft of drafts) {
    const unsealed = { ...draft, v: 1 as const, seq: last.seq + 1, prev: last.hash };
    const record = { ...unsealed, hash: recordHash(unsealed) };
    records.push(record);
    last = record;
  }
  return records;
};

/** Identifies a step independently of how often it is tried. */
export const eventIdOf = (...parts: readonly string[]): string => labelledHash('audit/v1/event', parts.join('|'));
