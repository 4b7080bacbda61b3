import { randomUUID } from 'node:crypto';
import {
  ACCOUNT,
  type Call,
  type EmitMetric,
  NotImplementedLocally,
  REGION,
  type Reply,
  ServiceError,
} from '../service.ts';
import { type Answer, ask, HEADER, isClientError, isSuccess, sageMakerHeader } from './ask-model.ts';
import type { Capture } from './capture.ts';
import type { Fleet, ServingVariant } from './fleet.ts';
import type { Route } from './rollout.ts';

/** Largest body that the real-time API takes. */
const LARGEST_BODY = 6_291_456;

const UNKNOWN_HERE = [
  'target-model',
  'target-container-hostname',
  'inference-component',
  'enable-explanations',
  'session-id',
  'prefix-aware-id',
];

interface Deps {
  routes(endpoint: string): readonly Route[];
  readonly capture: Capture;
  readonly emit: EmitMetric;
  now(): number;
  random(): number;
}

/** The endpoint that a call of the runtime asks; nothing for any other path. */
export const endpointOfPath = ({ method, path }: Call): string | undefined =>
  method === 'POST'
    ? decodeURIComponent(/^\/endpoints\/([^/]+)\/invocations$/.exec(path)?.[1] ?? '') || undefined
    : undefined;

/** InvokeEndpoint: passes the body to the model server, and its answer back. */
export const createInvoke =
  ({ routes, capture, emit, now, random }: Deps) =>
  async (call: Call): Promise<Reply> => {
    const received = performance.now();
    const unknown = UNKNOWN_HERE.find((name) => call.headers[HEADER + name] !== undefined);
    if (unknown) throw new NotImplementedLocally(`the header ${HEADER}${unknown} of InvokeEndpoint`);
    const endpoint = endpointOfPath(call) ?? '';
    const at = now();
    const body = await call.bytes();
    const inferenceId = sageMakerHeader(call, 'inference-id');
    if (body.length > LARGEST_BODY)
      throw invalidRequest('body', `Member must have length less than or equal to ${LARGEST_BODY}`);
    if (inferenceId && inferenceId.length > 64)
      throw invalidRequest('inferenceId', 'Member must have length less than or equal to 64');
    const { fleet, variant } = choose(
      routes(endpoint.toLowerCase()),
      endpoint,
      sageMakerHeader(call, 'target-variant'),
      random,
    );

    const contentType = call.headers['content-type'] ?? 'application/octet-stream';
    const asked = performance.now();
    const answer = await ask(variant.url, body, contentType, call);
    const modelMs = performance.now() - asked;

    const measure = (name: string, value: number, unit: string) =>
      emit({
        namespace: 'AWS/SageMaker',
        name,
        dimensions: { EndpointName: endpoint, VariantName: variant.name },
        value,
        unit,
      });
    measure('Invocations', 1, 'Count');
    measure('Invocation4XXErrors', isClientError(answer) ? 1 : 0, 'Count');
    measure('Invocation5XXErrors', isSuccess(answer) || isClientError(answer) ? 0 : 1, 'Count');
    measure('ModelLatency', modelMs * 1000, 'Microseconds');
    measure('OverheadLatency', (performance.now() - received - modelMs) * 1000, 'Microseconds');
    if (!isSuccess(answer)) throw modelError(endpoint, variant, answer);

    const output = { contentType: answer.contentType, body: answer.body };
    const exchange = { input: { contentType, body }, output, eventId: randomUUID(), inferenceId, at };
    capture.record(fleet.config.DataCaptureConfig, endpoint, variant.name, exchange);
    return {
      headers: {
        'content-type': answer.contentType,
        'x-amzn-invoked-production-variant': variant.name,
        ...answer.custom,
      },
      body: answer.body,
    };
  };

/** A fleet by its share of the traffic, and in it a variant by its weight, or the one that was asked for. */
const choose = (routes: readonly Route[], endpoint: string, wanted: string | undefined, random: () => number) => {
  const route = weighted(routes, (one) => one.share, random());
  if (!route) throw new ServiceError('ValidationError', `Endpoint ${endpoint} of account ${ACCOUNT} not found.`);
  const { variants } = route.fleet;
  const variant = wanted
    ? variants.find((one) => one.name === wanted)
    : weighted(variants, (one) => one.weight, random());
  if (!variant) throw new ServiceError('ValidationError', `Variant ${wanted} of endpoint ${endpoint} not found.`);
  return { fleet: route.fleet, variant } satisfies { fleet: Fleet; variant: ServingVariant };
};

const weighted = <T>(choices: readonly T[], weight: (choice: T) => number, random: number): T | undefined => {
  let left = random * choices.reduce((sum, choice) => sum + weight(choice), 0);
  for (const choice of choices) {
    left -= weight(choice);
    if (left < 0) return choice;
  }
  return choices.at(-1);
};

const modelError = (endpoint: string, variant: ServingVariant, answer: Answer): ServiceError => {
  const { status, body } = answer;
  const OriginalMessage = body.toString('utf8');
  const group = `/aws/sagemaker/Endpoints/${endpoint}`;
  const whose = isClientError(answer) ? 'client' : 'server';
  const message = `Received ${whose} error (${status}) from primary with message "${OriginalMessage}". See the log group ${group} in account ${ACCOUNT} for more information.`;
  return new ServiceError('ModelError', message, 424, {
    OriginalStatusCode: status,
    OriginalMessage,
    LogStreamArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:${variant.name}`,
  });
};

const invalidRequest = (field: string, constraint: string): ServiceError =>
  new ServiceError(
    'ValidationError',
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: ${constraint}`,
  );
