import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { sha256 } from '../kernel/canonical.ts';
import { VersionConflict } from '../registry/errors.ts';
import { ExternalModel } from '../registry/external-model.ts';
import type { Change, ModelRegistry } from '../registry/ports.ts';
import {
  CheckLease,
  ModelHealth,
  type ModelId,
  ModelVersion,
  modelKey,
  RefusedSubmission,
  versionKey,
} from '../registry/schema.ts';
import { commitUnrecorded, commitWithRecords, insertOf, type Statement } from './ledger.ts';

/** The inventory is spread over this many partitions of the index, so that no key carries the whole fleet. */
const SHELVES = 4;
const VERSION = 'VERSION#';
const HEALTH = 'HEALTH';
const CHECK = 'CHECK';
const EXTERNAL = 'EXTERNAL';
const SUBMISSION = 'SUBMISSION#';

/**
 * The registry on one table: partition `MODEL#<team>/<model>`, sort `VERSION#<version>`, `HEALTH`, `CHECK`, `EXTERNAL` or
 * `SUBMISSION#<fingerprint>`; the value is one attribute `doc`, so that an update is one `SET`.
 */
export const dynamoModelRegistry = (
  client: DynamoDBDocumentClient,
  tables: { readonly registry: string; readonly audit: string },
): ModelRegistry => ({
  async find(id) {
    const { Item } = await client.send(
      new GetCommand({
        TableName: tables.registry,
        Key: { pk: partition(id), sk: VERSION + id.version },
        ConsistentRead: true,
      }),
    );
    return Item && ModelVersion.parse(Item.doc);
  },

  async versionsOf(model) {
    const items = await all(client, {
      TableName: tables.registry,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :version)',
      ExpressionAttributeValues: { ':pk': partition(model), ':version': VERSION },
    });
    return items.map((item) => ModelVersion.parse(item.doc));
  },

  async health(model) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.registry, Key: { pk: partition(model), sk: HEALTH }, ConsistentRead: true }),
    );
    return Item && ModelHealth.parse(Item.doc);
  },

  async external(model) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.registry, Key: { pk: partition(model), sk: EXTERNAL }, ConsistentRead: true }),
    );
    return Item && ExternalModel.parse(Item.doc);
  },

  async checkLease(model) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.registry, Key: { pk: partition(model), sk: CHECK }, ConsistentRead: true }),
    );
    return Item && CheckLease.parse(Item.doc);
  },

  takeCheckLease: (lease) => commitUnrecorded(client, [saveLease(tables.registry, CheckLease.parse(lease))]),

  async inventory() {
    const shelves = await Promise.all(
      Array.from({ length: SHELVES }, (_, n) =>
        all(client, {
          TableName: tables.registry,
          IndexName: 'inventory',
          KeyConditionExpression: 'shelf = :shelf',
          ExpressionAttributeValues: { ':shelf': `shelf#${n}` },
        }),
      ),
    );
    const items = shelves.flat();
    const of = (prefix: string) => items.filter((item) => String(item.sk).startsWith(prefix)).map((item) => item.doc);
    return {
      versions: of(VERSION).map((doc) => ModelVersion.parse(doc)),
      external: of(EXTERNAL).map((doc) => ExternalModel.parse(doc)),
      health: of(HEALTH).map((doc) => ModelHealth.parse(doc)),
      refused: of(SUBMISSION).map((doc) => RefusedSubmission.parse(doc)),
    };
  },

  commit: async (changes, drafts) =>
    commitWithRecords(
      client,
      tables.audit,
      changes.map((change) => statementOf(tables.registry, wellFormed(change))),
      drafts,
    ),
});

/** Nothing is stored that could not be read again: a reason one character too long would make its version unreadable. */
const wellFormed = (change: Change): Change => {
  switch (change.kind) {
    case 'register':
    case 'save':
      return { ...change, version: ModelVersion.parse(change.version) };
    case 'refuse-submission':
      return { ...change, submission: RefusedSubmission.parse(change.submission) };
    case 'save-health':
      return { ...change, health: ModelHealth.parse(change.health) };
    case 'save-external':
      return { ...change, external: ExternalModel.parse(change.external) };
    case 'end-check':
      return { ...change, lease: CheckLease.parse(change.lease) };
  }
};

const statementOf = (table: string, change: Change): Statement => {
  switch (change.kind) {
    case 'register':
      return insert(table, change.version, VERSION + change.version.version, change.version, 0);
    case 'save':
      return saveVersion(table, change.version);
    case 'refuse-submission':
      return insert(table, change.submission, SUBMISSION + change.submission.fingerprint, change.submission, 0);
    case 'save-health':
      return change.health.revision === 0
        ? insert(table, change.health, HEALTH, change.health, 0)
        : save(table, change.health, HEALTH, change.health);
    case 'save-external':
      return change.external.revision === 0
        ? insert(table, change.external, EXTERNAL, change.external, 0)
        : save(table, change.external, EXTERNAL, change.external);
    case 'end-check':
      return saveLease(table, change.lease);
  }
};

/** Saves a version on the revision it was decided on; for commits that span the registry and another table. */
export const saveVersion = (table: string, version: ModelVersion): Statement =>
  save(table, version, VERSION + version.version, ModelVersion.parse(version));

const saveLease = (table: string, lease: CheckLease): Statement =>
  lease.revision === 0 ? insert(table, lease, CHECK, lease, 0, false) : save(table, lease, CHECK, lease);

const insert = (
  table: string,
  model: ModelId,
  sk: string,
  doc: object,
  revision: number,
  listed = true,
): Statement => ({
  ...insertOf(table, { pk: partition(model), sk, ...(listed && { shelf: shelf(model) }), doc }),
  conflict: () => new VersionConflict(`${modelKey(model)} ${sk}`, revision),
});

const save = (table: string, model: ModelId, sk: string, doc: { readonly revision: number }): Statement => ({
  statement: `UPDATE "${table}" SET doc=? WHERE pk=? AND sk=? AND doc.revision=?`,
  parameters: [doc, partition(model), sk, doc.revision - 1],
  conflict: () =>
    new VersionConflict(
      'version' in doc ? versionKey(doc as unknown as ModelVersion) : modelKey(model),
      doc.revision - 1,
    ),
});

const partition = (model: ModelId): string => `MODEL#${modelKey(model)}`;

const shelf = (model: ModelId): string => `shelf#${Number.parseInt(sha256(modelKey(model)).slice(0, 4), 16) % SHELVES}`;

const all = async (
  client: DynamoDBDocumentClient,
  query: Parameters<typeof paginateQuery>[1],
): Promise<readonly Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateQuery({ client }, query)) items.push(...(page.Items ?? []));
  return items;
};
