import { setTimeout as pause } from 'node:timers/promises';
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  ExecuteTransactionCommand,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { extend, genesis, type Head } from '../audit/chain.ts';
import { AuditUnavailable } from '../audit/errors.ts';
import { AuditDraft, AuditRecord } from '../audit/schema.ts';

/** One conditional write beside the audit records; `conflict` is what its failed condition means. */
export interface Statement {
  readonly statement: string;
  readonly parameters: readonly unknown[];
  readonly conflict: () => Error;
}

const TRIES = 10;

/**
 * Writes the statements and one audit record per draft in a single transaction, or nothing (T-02).
 * The records are PartiQL inserts, which fail when the key exists: the writer's role needs, and has, no right to
 * overwrite (T-10). All drafts of one call belong to one chain. A draft whose event id is on record already means
 * that this commit was made before: its records are returned and nothing is written (T-05).
 * @throws what `conflict` says when a statement's condition fails; AuditUnavailable after ten lost races for the head
 */
export const commitWithRecords = async (
  client: DynamoDBDocumentClient,
  auditTable: string,
  statements: readonly Statement[],
  drafts: readonly AuditDraft[],
): Promise<readonly AuditRecord[]> => {
  const chain = drafts[0]?.chain;
  if (chain === undefined || drafts.some((draft) => draft.chain !== chain))
    throw new TypeError('a commit needs drafts of one chain');
  for (let attempt = 1; ; attempt += 1) {
    const known = await recorded(client, auditTable, drafts);
    if (known) return known;
    const records = extend(
      await headOf(client, auditTable, chain),
      drafts.map((draft) => AuditDraft.parse(draft)),
    );
    try {
      await client.send(
        new ExecuteTransactionCommand({
          TransactStatements: [...statements.map(sdkStatement), ...inserts(auditTable, records)],
        }),
      );
      return records;
    } catch (error) {
      if (!cancellation(error)) throw error;
      const lost = lostStatement(error, statements);
      if (lost) {
        // The same step may have won a moment ago under our feet: then its records are there and this is no conflict.
        const own = await recorded(client, auditTable, drafts);
        if (own) return own;
        throw lost.conflict();
      }
      if (attempt === TRIES) throw new AuditUnavailable(chain, { cause: error });
      await pause(2 ** Math.min(attempt, 6) * 5 * (0.5 + Math.random()));
    }
  }
};

/**
 * Writes statements that no record belongs to, all or none: book-keeping that changes no state.
 * @throws what `conflict` says when a statement's condition fails
 */
export const commitUnrecorded = async (
  client: DynamoDBDocumentClient,
  statements: readonly Statement[],
): Promise<void> => {
  try {
    await client.send(new ExecuteTransactionCommand({ TransactStatements: statements.map(sdkStatement) }));
  } catch (error) {
    throw lostStatement(error, statements)?.conflict() ?? error;
  }
};

/** Newest record of a chain, read consistently. */
const headOf = async (client: DynamoDBDocumentClient, auditTable: string, chain: string): Promise<Head> => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: auditTable,
      ConsistentRead: true,
      KeyConditionExpression: '#chain = :chain',
      ExpressionAttributeNames: { '#chain': 'chain' },
      ExpressionAttributeValues: { ':chain': chain },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  const newest = Items[0];
  return newest ? { seq: Number(newest.seq), hash: String(newest.hash) } : genesis(chain);
};

/** Sequence numbers as sort keys: zero-padded, so that text order is number order. */
export const sequenceKey = (seq: number): string => String(seq).padStart(12, '0');

const eventChain = (eventId: string): string => `event#${eventId}`;

const inserts = (table: string, records: readonly AuditRecord[]) =>
  records.flatMap((record) => [
    sdkStatement(insertOf(table, { ...record, seq: sequenceKey(record.seq) })),
    sdkStatement(
      insertOf(table, {
        chain: eventChain(record.eventId),
        seq: sequenceKey(0),
        at: record.chain,
        position: record.seq,
      }),
    ),
  ]);

/** A PartiQL insert with every value bound. It fails with `DuplicateItem` when the key exists. */
export const insertOf = (table: string, item: object): { statement: string; parameters: unknown[] } => {
  const known = Object.entries(item).filter(([, value]) => value !== undefined);
  return {
    statement: `INSERT INTO "${table}" VALUE {${known.map(([name]) => `'${name}': ?`).join(', ')}}`,
    parameters: known.map(([, value]) => value),
  };
};

const sdkStatement = ({ statement, parameters }: Pick<Statement, 'statement' | 'parameters'>) => ({
  Statement: statement,
  Parameters: [...parameters],
});

const recorded = async (
  client: DynamoDBDocumentClient,
  table: string,
  drafts: readonly AuditDraft[],
): Promise<readonly AuditRecord[] | undefined> => {
  const records: AuditRecord[] = [];
  for (const draft of drafts) {
    const { Item: pointer } = await client.send(
      new GetCommand({
        TableName: table,
        Key: { chain: eventChain(draft.eventId), seq: sequenceKey(0) },
        ConsistentRead: true,
      }),
    );
    if (!pointer) return undefined;
    const { Item } = await client.send(
      new GetCommand({
        TableName: table,
        Key: { chain: draft.chain, seq: sequenceKey(Number(pointer.position)) },
        ConsistentRead: true,
      }),
    );
    records.push(AuditRecord.parse({ ...Item, seq: Number(Item?.seq) }));
  }
  return records;
};

const cancellation = (error: unknown): readonly CancellationReason[] | undefined =>
  error instanceof TransactionCanceledException || (error as Error)?.name === 'TransactionCanceledException'
    ? ((error as TransactionCanceledException).CancellationReasons ?? [])
    : undefined;

const lostStatement = (error: unknown, statements: readonly Statement[]): Statement | undefined => {
  const reasons = cancellation(error);
  return reasons && statements.find((_, i) => failedCondition(reasons[i]));
};

const failedCondition = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === 'ConditionalCheckFailed' || reason?.Code === 'DuplicateItem';
