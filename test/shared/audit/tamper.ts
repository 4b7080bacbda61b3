import { eventIdOf, extend, genesis, recordHash } from '../../../shared/audit/chain.ts';
import type { AuditDraft, AuditRecord } from '../../../shared/audit/schema.ts';
import type { Pin, Standing } from '../../../shared/audit/verify.ts';
import { move } from '../../../shared/registry/lifecycle.ts';
import { moveRecord, service } from '../../../shared/registry/record.ts';
import type { ModelVersion, State } from '../../../shared/registry/schema.ts';
import { later } from '../../support/approval.ts';
import { aModelVersion } from '../../support/builders.ts';

/** What the verifier is given, open to every kind of edit. */
export interface Store {
  readonly chains: Record<string, Record<string, unknown>[]>;
  standings: Standing[];
  pins: Pin[];
}

export const A = 'lending#credit-risk';
export const B = 'lending#churn';

const toLive: readonly State[] = [
  'validated',
  'staged',
  'evaluated',
  'awaiting-approval',
  'approved',
  'deploying',
  'live',
];

const life = (first: ModelVersion, states: readonly State[]): readonly [ModelVersion, readonly AuditDraft[]] => {
  let version = first;
  const drafts = [moveRecord(first, '', later(0), service('test'))];
  for (const [i, to] of states.entries()) {
    const moved = move(version, to, later(i * 60));
    if (moved.kind !== 'moved') throw new TypeError(`a fixture may not go from ${version.state} to ${to}`);
    drafts.push(moveRecord(moved.next, version.state, later(i * 60), service('test')));
    version = moved.next;
  }
  return [version, drafts];
};

/** Two chains of real lives: a version that went live and one that was refused, and a second model. */
export const aStore = (): Store => {
  const [live, first] = life(aModelVersion(), toLive);
  const [refused, second] = life(aModelVersion({ version: '1.5.0' }), ['validated', 'refused']);
  const [other, third] = life(aModelVersion({ model: 'churn' }), toLive.slice(0, 4));
  const chained = (chain: string, drafts: readonly AuditDraft[]) =>
    extend(genesis(chain), drafts).map((one) => ({ ...one }));
  const chains: Store['chains'] = { [A]: chained(A, [...first, ...second]), [B]: chained(B, third) };
  return {
    chains,
    standings: [
      { chain: A, version: live.version, state: live.state },
      { chain: A, version: refused.version, state: refused.state },
      { chain: B, version: other.version, state: other.state },
    ],
    pins: [A, B].map((chain) => pinOf(chains[chain]?.at(-1) as unknown as AuditRecord)),
  };
};

const pinOf = ({ chain, seq, hash }: AuditRecord): Pin => ({ chain, seq, hash });

/** Numbers, links and hashes made right again, as somebody with the table's keys would do it. */
export const rechain = (store: Store, chain: string): void => {
  const drafts = (store.chains[chain] ?? []).map(
    ({ v: _v, seq: _seq, prev: _prev, hash: _hash, ...draft }) => draft as unknown as AuditDraft,
  );
  store.chains[chain] = extend(genesis(chain), drafts).map((one) => ({ ...one }));
};

/** The record's own hash made right again, nothing else. */
export const rehash = (record: Record<string, unknown>): void => {
  const { hash: _old, ...content } = record;
  record.hash = recordHash(content as unknown as Omit<AuditRecord, 'hash'>);
};

/** The registry brought into line with what the chains now say, as a thorough forger would. */
export const alignRegistry = (store: Store): void => {
  const states = new Map<string, Standing>();
  for (const [chain, records] of Object.entries(store.chains))
    for (const record of records as unknown as AuditRecord[])
      if (record.from !== record.to)
        states.set(`${chain} ${record.subject.version}`, { chain, version: record.subject.version, state: record.to });
  store.standings = [...states.values()];
};

/** Another record of the same version, with an event id of its own. */
export const forged = (
  record: Record<string, unknown>,
  over: Record<string, unknown> = {},
): Record<string, unknown> => ({
  ...structuredClone(record),
  eventId: eventIdOf('forged'),
  ...over,
});
