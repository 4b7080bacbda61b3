import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Call, EmitMetric, PutEvent, Reply, Service } from '../service.ts';
import { accessesOf } from './access.ts';
import { announceEndpoint } from './announce.ts';
import { createCapture } from './capture.ts';
import { createCatalogue } from './catalogue.ts';
import type { ServingProcess } from './container.ts';
import { createEndpoints } from './endpoints.ts';
import { createEndpointFaults, type EndpointFaults } from './faults.ts';
import { createInvoke } from './invoke.ts';
import { createLifecycle } from './lifecycle.ts';
import { knownOperation, type Operation, parseRequest } from './requests.ts';
import type { AlarmState } from './rollout.ts';
import { type EndpointStatus, openStore } from './store.ts';
import { createTags } from './tags.ts';

export interface SageMakerDeps {
  /** Where records and unpacked models are kept. */
  readonly folder: string;
  /** The process that serves for an image; nothing for an image that this machine does not have. */
  images(imageUri: string): ServingProcess | undefined;
  /** Reads an object. @throws when it is not there */
  readObject(s3Uri: string): Promise<Readable>;
  /** Writes a Data Capture file. */
  writeObject(s3Uri: string, body: Buffer): Promise<void>;
  readonly putEvent: PutEvent;
  readonly emit: EmitMetric;
  /** Hears what model servers print, and what goes wrong behind a call. */
  log(line: string): void;
  /** State of a CloudWatch alarm, for roll-backs by alarm. @default no alarm is ever in ALARM */
  readonly alarmState?: AlarmState;
  /** Divides the waits of a DeploymentConfig. @default 1 */
  readonly waitSpeed?: number;
  /** How long a model server may take to become healthy. AWS: 240. @default 60 */
  readonly startupSeconds?: number;
  /** @default Date.now */
  readonly now?: () => number;
  /** @default Math.random */
  readonly random?: () => number;
}

export interface SageMaker extends Service {
  /** Brings endpoints up again that served when the local cloud was stopped. Call once, when S3 can be read. */
  start(): Promise<void>;
  readonly faults: EndpointFaults;
  /** For pages: every endpoint with its state. */
  endpoints(): readonly { readonly name: string; readonly status: EndpointStatus; readonly config: string }[];
  /** Writes captured traffic down now instead of after two seconds. */
  flushCapture(): Promise<void>;
  stop(): Promise<void>;
}

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/**
 * SageMaker hosting of the local cloud: models, endpoint configurations, endpoints that are real processes, and the runtime with
 * Data Capture. A variant is one process, whatever its instance count; updates move traffic by their DeploymentConfig.
 */
export const createSageMaker = (deps: SageMakerDeps): SageMaker => {
  const { now = Date.now, random = Math.random, readObject, log } = deps;
  const models = path.join(deps.folder, 'models');
  rmSync(models, { recursive: true, force: true });
  mkdirSync(models, { recursive: true });
  const store = openStore(deps.folder);
  const { faults, strike } = createEndpointFaults();
  const capture = createCapture({ writeObject: deps.writeObject, random, log });
  const lifecycle = createLifecycle({
    store,
    now,
    log,
    strike,
    readObject,
    images: deps.images,
    folder: models,
    startupSeconds: deps.startupSeconds ?? 60,
    announce: (endpoint) => announceEndpoint(deps.putEvent, store, endpoint),
    alarmState: deps.alarmState ?? (() => undefined),
    waitSpeed: deps.waitSpeed ?? 1,
  });
  const invoke = createInvoke({ routes: lifecycle.routes, capture, emit: deps.emit, now, random });
  const operations = {
    ...createCatalogue({ store, now, readObject }),
    ...createEndpoints({ store, lifecycle, now }),
    ...createTags(store),
  };

  const operate = async (call: Call): Promise<Reply> => {
    const operation: Operation = knownOperation(call.operation);
    const run = operations[operation] as (request: unknown) => unknown;
    const result = await run(parseRequest(operation, await call.json()));
    return { headers: JSON_1_1, body: result === undefined ? '' : JSON.stringify(result) };
  };

  return {
    signingNames: ['sagemaker'],
    resources: {},
    access: accessesOf,
    handle: (call) => (call.operation === '' ? invoke(call) : operate(call)),
    start: lifecycle.restore,
    faults,
    endpoints: () => [...store.endpoints.values()].map(({ name, status, config }) => ({ name, status, config })),
    flushCapture: capture.flush,
    stop: async () => {
      await lifecycle.stop();
      await capture.flush();
    },
  };
};
