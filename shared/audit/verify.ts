import { transitions } from '../registry/lifecycle.ts';
import { State } from '../registry/schema.ts';
import { genesis, recordHash } from './chain.ts';
import { AuditRecord } from './schema.ts';

/** One thing wrong with the record: where, and of which kind. */
export interface Tamper {
  readonly chain: string;
  readonly seq: number;
  readonly kind:
    | 'shape'
    | 'content'
    | 'link'
    | 'gap'
    | 'fork'
    | 'wrong-chain'
    | 'repeated-event'
    | 'impossible-move'
    | 'registry-differs'
    | 'not-recorded'
    | 'pin'
    | 'empty';
  readonly message: string;
}

/** A chain as it is stored. */
export interface StoredChain {
  readonly name: string;
  readonly records: readonly unknown[];
}

/** Where the registry says a version stands. */
export interface Standing {
  readonly chain: string;
  readonly version: string;
  readonly state: string;
}

/** What somebody outside noted down earlier: the chain had this record under this hash (T-22). */
export interface Pin {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/**
 * Holds the record against itself, against the registry and against pins, and reports every finding (T-23, T-24).
 * Without a pin a tail that was cut together with its registry rows cannot be noticed: keep pins outside (see README).
 * Nothing at all is itself a finding: an emptied store must not pass.
 */
export const verifyAudit = (
  chains: readonly StoredChain[],
  standings: readonly Standing[],
  pins: readonly Pin[] = [],
): readonly Tamper[] => {
  if (chains.every(({ records }) => records.length === 0) && standings.length === 0) {
    return [{ chain: '', seq: 0, kind: 'empty', message: 'there is not a single record' }];
  }
  const read = chains.map(readChain);
  return [
    ...read.flatMap(({ findings }) => findings),
    ...read.flatMap(({ name, records }) => inChain(name, records)),
    ...repeatedEvents(read.flatMap(({ records }) => records)),
    ...read.flatMap(({ name, records }) => moves(name, records)),
    ...againstRegistry(read, standings),
    ...againstPins(read, pins),
  ];
};

interface ReadChain {
  readonly name: string;
  readonly records: readonly AuditRecord[];
  readonly findings: readonly Tamper[];
}

const readChain = ({ name, records }: StoredChain): ReadChain => {
  const parsed = records.map((record) => AuditRecord.safeParse(record));
  const findings = parsed.flatMap((result, i): Tamper[] =>
    result.success
      ? []
      : [
          {
            chain: name,
            seq: seqOf(records[i]),
            kind: 'shape',
            message: `a record has another form: ${result.error.issues.map((issue) => issue.path.join('.') || issue.message).join(', ')}`,
          },
        ],
  );
  return { name, findings, records: parsed.flatMap((result) => (result.success ? [result.data] : [])) };
};

const inChain = (name: string, records: readonly AuditRecord[]): readonly Tamper[] => {
  const findings: Tamper[] = [];
  let before = genesis(name);
  for (const record of records) {
    const found = (kind: Tamper['kind'], message: string) =>
      findings.push({ chain: name, seq: record.seq, kind, message });
    const { hash, ...content } = record;
    if (record.chain !== name) found('wrong-chain', `this record says it belongs to ${record.chain}`);
    if (recordHash(content) !== hash) found('content', 'the content does not match its hash');
    if (record.seq === before.seq) found('fork', 'two records have this number');
    else if (record.seq !== before.seq + 1) found('gap', `number ${before.seq} is followed by ${record.seq}`);
    if (record.prev !== before.hash) found('link', 'it does not link to the record before it');
    before = record;
  }
  return findings;
};

const repeatedEvents = (records: readonly AuditRecord[]): readonly Tamper[] => {
  const seen = new Set<string>();
  return records.flatMap(({ chain, seq, eventId }): Tamper[] => {
    if (!seen.has(eventId)) {
      seen.add(eventId);
      return [];
    }
    return [{ chain, seq, kind: 'repeated-event', message: 'this event is on record already' }];
  });
};

const moves = (name: string, records: readonly AuditRecord[]): readonly Tamper[] => {
  const states = new Map<string, string>();
  return records.filter(isMove).flatMap(({ seq, subject, from, to }): Tamper[] => {
    const known = states.get(subject.version) ?? '';
    states.set(subject.version, to);
    if (from !== known)
      return [
        {
          chain: name,
          seq,
          kind: 'impossible-move',
          message: `${subject.version} was ${known || 'not registered'}, not ${from || 'new'}`,
        },
      ];
    return mayFollow(from, to)
      ? []
      : [
          {
            chain: name,
            seq,
            kind: 'impossible-move',
            message: `${subject.version} cannot go from ${from || 'nothing'} to ${to}`,
          },
        ];
  });
};

const againstRegistry = (chains: readonly ReadChain[], standings: readonly Standing[]): readonly Tamper[] => {
  const last = new Map<string, { seq: number; state: string }>();
  for (const { name, records } of chains)
    for (const { seq, subject, to } of records.filter(isMove))
      last.set(`${name} ${subject.version}`, { seq, state: to });
  const differing = standings.flatMap(({ chain, version, state }): Tamper[] => {
    const recorded = last.get(`${chain} ${version}`);
    last.delete(`${chain} ${version}`);
    if (recorded?.state === state) return [];
    return [
      {
        chain,
        seq: recorded?.seq ?? 0,
        kind: 'registry-differs',
        message: `the registry says ${version} is ${state}, the record says ${recorded?.state ?? 'nothing'}`,
      },
    ];
  });
  const lost = [...last].map(
    ([key, { seq, state }]): Tamper => ({
      chain: key.split(' ')[0] ?? '',
      seq,
      kind: 'not-recorded',
      message: `${key.split(' ')[1]} is ${state} on record, but not in the registry`,
    }),
  );
  return [...differing, ...lost];
};

const againstPins = (chains: readonly ReadChain[], pins: readonly Pin[]): readonly Tamper[] =>
  pins.flatMap(({ chain, seq, hash }): Tamper[] => {
    const record = chains.find(({ name }) => name === chain)?.records.find((candidate) => candidate.seq === seq);
    return record?.hash === hash
      ? []
      : [
          {
            chain,
            seq,
            kind: 'pin',
            message: record ? 'this record is not the one that was noted down' : 'the noted record is gone',
          },
        ];
  });

/** Records about a request for approval speak of the request's states, not of the version's. */
const isMove = ({ type }: AuditRecord): boolean => type.startsWith('model.');

const mayFollow = (from: string, to: string): boolean => {
  if (from === '') return to === 'received';
  const state = State.safeParse(from);
  return state.success && (transitions[state.data] as readonly string[]).includes(to);
};

const seqOf = (record: unknown): number => {
  const { seq } = (record ?? {}) as { seq?: unknown };
  return typeof seq === 'number' ? seq : 0;
};
