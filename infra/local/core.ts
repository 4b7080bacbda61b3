import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDynamoDb, type DynamoDb } from './dynamodb/dynamodb.ts';
import { type Engine, startEngine } from './dynamodb/engine.ts';
import { faultsPage, requestsPage } from './front-door/control-page.ts';
import { createKeyRing, type KeyRing } from './front-door/credentials.ts';
import { createFrontDoor, type FrontDoor } from './front-door/front-door.ts';
import { createIam, type Iam } from './iam/iam.ts';
import { roleArn } from './iam/principal.ts';
import { createSts } from './iam/sts.ts';
import { environmentOf } from './lambda/environment.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import { startWatchdog, type Watchdog } from './processes/watchdog.ts';
import { createQueues, type Queues } from './queues/queues.ts';
import type { Deliver, EmitMetric } from './service.ts';

export interface CoreDeps {
  /** Where everything is kept between runs. */
  readonly folder: string;
  /** Port of the front door; 0 asks for a free one. */
  readonly port: number;
  /** Address of a DynamoDB that runs already. @default dynoxide is started */
  readonly dynamoDbEndpoint?: string;
  /** How many copies of one function may run at once. @default 3 */
  readonly instances?: number;
  readonly emit: EmitMetric;
  onLog(functionName: string, line: string, requestId: string): void;
  onError(error: unknown, what: string): void;
  readonly deliver: Deliver;
}

/** What everything else stands on: who may call, and what runs code and keeps items and messages. */
export interface Core {
  readonly port: number;
  readonly endpoint: string;
  readonly frontDoor: FrontDoor;
  readonly keys: KeyRing;
  readonly iam: Iam;
  readonly lambda: Lambda;
  readonly dynamodb: DynamoDb;
  readonly queues: Queues;
  readonly watchdog: Watchdog;
  stop(): Promise<void>;
}

/** Opens the front door and starts the processes of the core; services come in by `frontDoor.serve`. */
export const startCore = async (deps: CoreDeps): Promise<Core> => {
  const { folder, emit, onLog, onError } = deps;
  const now = () => new Date();
  const iam = createIam(now);
  const keys = createKeyRing(randomBytes(32), iam.roles.has);
  const frontDoor = createFrontDoor({
    keys,
    authorize: iam.authorize,
    now,
    onError,
  });
  const port = await frontDoor.listen(deps.port);
  const endpoint = `http://127.0.0.1:${port}`;
  const watchdog = startWatchdog();
  const codeFolder = mkdtempSync(path.join(tmpdir(), 'local-lambda-'));
  watchdog.removeAtEnd(codeFolder);
  mkdirSync(path.join(folder, 'dynamodb'), { recursive: true });
  let engine: Engine | undefined;

  const lambda = createLambda({
    codeFolder,
    limit: deps.instances ?? 3,
    idle: 30_000,
    delays: [1000, 2000],
    runtimeApi: (token) => `127.0.0.1:${port}/_lambda/${token}`,
    environmentOf: (fn) => environmentOf(fn, endpoint, keys.credentialsFor(fn.roleName)),
    guard: watchdog.guard,
    onLog,
    emit,
    onError,
    now: Date.now,
    mayAssume: (role) =>
      iam.decide({ kind: 'service', name: 'lambda.amazonaws.com' }, { action: 'sts:AssumeRole', resource: role })
        .allowed,
    setResourcePolicy: (arn, owner, document) => iam.resourcePolicies.set(arn, document, { owner }),
    forward: async (fn, targetArn, body) =>
      void (await deps.deliver(targetArn, body, { roleArn: roleArn(fn.roleName) })),
  });
  const dynamodb = createDynamoDb({
    engine: () => {
      if (!engine) throw new Error('DynamoDB has not started yet.');
      return engine;
    },
    setResourcePolicy: (arn, document) => iam.resourcePolicies.set(arn, document),
    onError,
    now,
  });
  const queues = createQueues({
    folder: path.join(folder, 'queues'),
    port: () => port,
    emit,
    setResourcePolicy: (arn, document) => iam.resourcePolicies.set(arn, document),
    now: Date.now,
  });
  for (const service of [createSts(keys, iam.roles.has, now), lambda, dynamodb, queues]) frontDoor.serve(service);
  frontDoor.page('/_lambda', lambda.runtimePages);
  frontDoor.page('/_local/faults', faultsPage(frontDoor));
  frontDoor.page('/_local/requests', requestsPage(frontDoor));

  const stop = async (): Promise<void> => {
    queues.stop();
    dynamodb.stop();
    await lambda.stop();
    await frontDoor.close();
    await engine?.stop();
    await watchdog.stop();
  };
  try {
    engine = await startEngine({
      folder: path.join(folder, 'dynamodb'),
      endpoint: deps.dynamoDbEndpoint,
      guard: watchdog.guard,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, endpoint, frontDoor, keys, iam, lambda, dynamodb, queues, watchdog, stop };
};
