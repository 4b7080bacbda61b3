import type { AuditRecord } from './schema.ts';

/** What a record says to people: its reason, or a person's vote with their own words in quotes. */
export const sayingOf = ({ type, reason: { code, text } }: Pick<AuditRecord, 'type' | 'reason'>): string => {
  if (type !== 'approval.decided' && type !== 'approval.counted') return text || code;
  return text === '' ? code : `${code}: “${text}”`;
};
