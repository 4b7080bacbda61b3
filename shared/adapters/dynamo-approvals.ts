import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Approvals } from '../approval/ports.ts';
import { ApprovalRequest } from '../approval/schema.ts';
import { VersionConflict } from '../registry/errors.ts';
import { saveVersion } from './dynamo-model-registry.ts';
import { commitUnrecorded, commitWithRecords, insertOf, type Statement } from './ledger.ts';

const REQUEST = 'REQUEST';
/** Open requests are listed in this many partitions, so that no key carries them all. */
const SHELVES = 4;

/**
 * Requests on one table: partition `REQUEST#<id>`, sort `REQUEST`, the request in one attribute `doc`, so that an update
 * is one `SET`. While a request needs anybody's attention, a second item `OPEN#<shelf>` / `<id>` lists it; it is deleted
 * in the transaction that ends the matter. So finding work reads what is open, consistently, and never the history.
 */
export const dynamoApprovals = (
  client: DynamoDBDocumentClient,
  tables: { readonly approvals: string; readonly registry: string; readonly audit: string },
): Approvals => {
  const find: Approvals['find'] = async (requestId) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.approvals, Key: key(requestId), ConsistentRead: true }),
    );
    return Item && ApprovalRequest.parse(Item.doc);
  };

  const open = async (): Promise<readonly ApprovalRequest[]> => {
    const ids = await Promise.all(
      Array.from({ length: SHELVES }, (_, shelf) => listed(client, tables.approvals, shelf)),
    );
    const found = await Promise.all(ids.flat().map(find));
    return found.filter((request) => request !== undefined).sort((a, b) => (a.requestedAt < b.requestedAt ? -1 : 1));
  };

  return {
    find,
    pending: async () => (await open()).filter(({ status }) => status === 'pending'),
    undelivered: async () => (await open()).filter(({ status }) => status === 'decided'),
    open: (request, version, drafts) =>
      commitWithRecords(
        client,
        tables.audit,
        [insert(tables.approvals, request), list(tables.approvals, request), saveVersion(tables.registry, version)],
        drafts,
      ),
    async save(request, drafts, version) {
      const statements = [
        update(tables.approvals, request),
        ...(needsAttention(request) ? [] : [unlist(tables.approvals, request)]),
        ...(version ? [saveVersion(tables.registry, version)] : []),
      ];
      if (drafts.length > 0) await commitWithRecords(client, tables.audit, statements, drafts);
      else {
        // A delivery that is due again must be on the list again.
        if (request.status === 'decided' && needsAttention(request)) await relist(client, tables.approvals, request);
        await commitUnrecorded(client, statements);
      }
    },
  };
};

const key = (requestId: string) => ({ pk: `REQUEST#${requestId}`, sk: REQUEST });

const shelfOf = (requestId: string): number => (requestId.codePointAt(0) ?? 0) % SHELVES;

const needsAttention = ({ status, deliveredAt, undeliverableAt }: ApprovalRequest): boolean =>
  status === 'pending' || (status === 'decided' && deliveredAt === undefined && undeliverableAt === undefined);

const conflict = (request: ApprovalRequest) => () =>
  new VersionConflict(`request ${request.requestId}`, request.revision - 1);

const insert = (table: string, request: ApprovalRequest): Statement => ({
  ...insertOf(table, { ...key(request.requestId), doc: request }),
  conflict: conflict(request),
});

const update = (table: string, request: ApprovalRequest): Statement => ({
  statement: `UPDATE "${table}" SET doc=? WHERE pk=? AND sk=? AND doc.revision=?`,
  parameters: [request, `REQUEST#${request.requestId}`, REQUEST, request.revision - 1],
  conflict: conflict(request),
});

const listing = ({ requestId }: ApprovalRequest) => ({ pk: `OPEN#${shelfOf(requestId)}`, sk: requestId });

const list = (table: string, request: ApprovalRequest): Statement => ({
  ...insertOf(table, listing(request)),
  conflict: conflict(request),
});

/** Deleting what is not there is no conflict: a delivery may be written down twice. */
const unlist = (table: string, request: ApprovalRequest): Statement => ({
  statement: `DELETE FROM "${table}" WHERE pk=? AND sk=?`,
  parameters: [`OPEN#${shelfOf(request.requestId)}`, request.requestId],
  conflict: conflict(request),
});

const relist = async (client: DynamoDBDocumentClient, table: string, request: ApprovalRequest): Promise<void> => {
  try {
    await commitUnrecorded(client, [list(table, request)]);
  } catch (error) {
    // It is on the list already.
    if (!(error instanceof VersionConflict)) throw error;
  }
};

const listed = async (client: DynamoDBDocumentClient, table: string, shelf: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  const query = {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :shelf',
    ExpressionAttributeValues: { ':shelf': `OPEN#${shelf}` },
  };
  for await (const page of paginateQuery({ client }, query))
    ids.push(...(page.Items ?? []).map(({ sk }) => String(sk)));
  return ids;
};
