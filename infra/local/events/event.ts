import { ACCOUNT, type PutEvent, REGION } from '../service.ts';

/** An event as rules see it and targets get it. */
export interface Event {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 in whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** `at` in ms since 1970. */
export const makeEvent = (own: Omit<Parameters<PutEvent>[0], 'bus'>, id: string, at: number): Event => ({
  version: '0',
  id,
  'detail-type': own['detail-type'],
  source: own.source,
  account: ACCOUNT,
  time: isoSeconds(at),
  region: REGION,
  resources: own.resources ?? [],
  detail: own.detail,
});

/** An instant in ms since 1970 as events write it. */
export const isoSeconds = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
