import type { Call, Reply, Service } from '../service.ts';
import { REGION } from '../service.ts';
import { accessOf, writes } from './access.ts';
import { tableArn, tableNameOf } from './arns.ts';
import type { Engine } from './engine.ts';
import { answeredHere } from './settings.ts';
import { type Table, tableKind } from './table.ts';
import { sweep } from './time-to-live.ts';
import { localNames, namesResources } from './translate.ts';

export interface DynamoDbDeps {
  /** Asked only after the start. */
  engine(): Engine;
  setResourcePolicy(arn: string, document: unknown): void;
  onError(error: unknown, what: string): void;
  now(): Date;
}

export interface DynamoDb extends Service {
  /** One call without a caller, for the local cloud's own parts: streams, pages, seeds. */
  call(operation: string, body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  tables(): readonly Table[];
  /** Calls back after each write, so that streams need not be asked all the time. */
  onWrite(listener: () => void): void;
  /** Deletes what has outlived its time to live, in all tables. */
  sweep(): Promise<number>;
  /** Begins to sweep every few seconds. */
  start(): void;
  stop(): void;
}

const sweepEvery = 5000;

/** DynamoDB in front of a real engine: rights, ARNs, time to live and settings are done here, the rest there. */
export const createDynamoDb = (deps: DynamoDbDeps): DynamoDb => {
  const tables = new Map<string, Table>();
  const streams = new Map<string, string>();
  const listeners: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const partitionKey = (table: string, index = '') => tables.get(table)?.partitionKeys[index];

  const engineStream = async (arn: unknown): Promise<string> => {
    const table = tableNameOf(arn);
    const known = streams.get(table);
    if (known) return known;
    const { Table: found } = await deps.engine().call('DescribeTable', { TableName: table });
    const latest = String((found as Record<string, unknown>).LatestStreamArn ?? arn);
    streams.set(table, latest);
    return latest;
  };

  /** What the engine understands: its own stream ARNs, plain iterators, table names instead of ARNs. */
  const forEngine = async (body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => ({
    ...body,
    ...(body.TableName === undefined ? {} : { TableName: tableNameOf(body.TableName) }),
    ...(body.StreamArn === undefined ? {} : { StreamArn: await engineStream(body.StreamArn) }),
    ...(body.ShardIterator === undefined ? {} : { ShardIterator: String(body.ShardIterator).split('|').at(-1) }),
  });

  const forCaller = (body: Readonly<Record<string, unknown>>, answer: Record<string, unknown>) => {
    const local = localNames(answer);
    const origin = body.StreamArn ?? String(body.ShardIterator ?? '').split('|')[0];
    for (const name of ['ShardIterator', 'NextShardIterator'])
      if (typeof local[name] === 'string') local[name] = `${origin}|1|${local[name]}`;
    return local;
  };

  const needsTranslation = (operation: string, body: Readonly<Record<string, unknown>>): boolean =>
    namesResources.has(operation) || String(body.TableName ?? '').startsWith('arn:');

  const sweepAll = async (): Promise<number> => {
    let deleted = 0;
    for (const { name, ttlAttribute } of tables.values()) {
      if (!ttlAttribute) continue;
      const { Table: found } = await deps.engine().call('DescribeTable', { TableName: name });
      const keys = ((found as Record<string, unknown>).KeySchema as { AttributeName: string }[]).map(
        ({ AttributeName }) => AttributeName,
      );
      deleted += await sweep(deps.engine(), name, ttlAttribute, keys, deps.now().getTime());
    }
    if (deleted > 0) for (const listener of listeners) listener();
    return deleted;
  };

  const call: DynamoDb['call'] = async (operation, body) => {
    const answer = forCaller(body, await deps.engine().call(operation, await forEngine(body)));
    if (writes.has(operation)) for (const listener of listeners) listener();
    return answer;
  };

  const handle = async (request: Call): Promise<Reply> => {
    const { operation } = request;
    const body = await request.json();
    const own = answeredHere(operation, body, tables);
    if (own) return reply(200, JSON.stringify(own));
    const translated = needsTranslation(operation, body);
    const target = String(request.headers['x-amz-target']);
    const answer = await deps
      .engine()
      .send(target, translated ? JSON.stringify(await forEngine(body)) : await request.bytes());
    if (answer.status === 200 && writes.has(operation)) for (const listener of listeners) listener();
    if (answer.status !== 200 || !translated) return reply(answer.status, answer.body);
    return reply(200, JSON.stringify(forCaller(body, JSON.parse(answer.body.toString('utf8')))));
  };

  return {
    signingNames: ['dynamodb'],
    resources: {
      'AWS::DynamoDB::Table': tableKind(deps.engine, (table) => {
        tables.set(table.name, table);
        if (table.resourcePolicy) deps.setResourcePolicy(tableArn(table.name), table.resourcePolicy);
      }),
    },
    access: async (request) => {
      const accesses = accessOf(request.operation, await request.json(), partitionKey);
      const opened = accesses.filter(({ action }) => readsContents.test(action));
      return [...accesses, ...keyAccesses(opened.map(({ resource }) => tables.get(tableNameOf(resource))))];
    },
    handle,
    call,
    tables: () => [...tables.values()],
    onWrite: (listener) => void listeners.push(listener),
    sweep: sweepAll,
    start: () => {
      let busy = false;
      timer = setInterval(() => {
        if (busy) return;
        busy = true;
        sweepAll()
          .catch((error) => timer && deps.onError(error, 'the sweep of expired items'))
          .finally(() => {
            busy = false;
          });
      }, sweepEvery);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
};

/** Actions for which DynamoDB must open what the key encrypts. */
const readsContents = /(?:Item|Query|Scan|GetRecords)$|PartiQL/;

/** Who may use a table that has a customer's key must be let use the key too, through DynamoDB. */
const keyAccesses = (tables: readonly (Table | undefined)[]) =>
  [...new Set(tables.flatMap((table) => table?.keyArn ?? []))].map((resource) => ({
    action: 'kms:Decrypt',
    resource,
    context: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` },
  }));

const reply = (status: number, body: string | Buffer): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body,
});
