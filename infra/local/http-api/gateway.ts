import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ACCOUNT, type Access, type Caller, type EmitMetric, REGION, ServiceError } from '../service.ts';
import { accessLine } from './access-log.ts';
import { type Answer, gatewayAnswer, lambdaAnswer } from './answer.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type { Api, Integration, Route } from './definitions.ts';
import { decodePath, payloadEvent, type Received } from './payload.ts';
import { matchRoute } from './routing.ts';
import { createThrottle } from './throttling.ts';

/** A request to a route with AWS_IAM, to be checked by its SigV4 signature for `execute-api`. */
interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface GatewayDeps {
  /** Runs a function and gives its result; rejects when the function failed. */
  invokeLambda(functionArn: string, payload: unknown): Promise<unknown>;
  /** Whether a Lambda permission lets API Gateway call the function for this source. Everything may when left out. */
  mayInvoke?(functionArn: string, sourceArn: string): boolean;
  /** Who signed the request; throws a ServiceError when nobody did, or wrongly. AWS_IAM routes answer 403 when left out. */
  authenticate?(request: SignedRequest): Promise<Caller> | Caller;
  /** Whether the policies of that caller allow `execute-api:Invoke`. Only the operator may when left out. */
  mayCall?(caller: Caller, access: Access): Promise<boolean> | boolean;
  emit?: EmitMetric;
  /** Writes a line of the access log. */
  writeLog?(destinationArn: string, line: string): void;
}

/** Makes the function that answers the requests of one API, as API Gateway does. */
export const createGateway = (api: () => Api, deps: GatewayDeps) => {
  const admit = createThrottle();

  const authorize = async (received: Received, apiId: string, path: string) => {
    const arn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/$default/${received.method}${path}`;
    const caller = await deps.authenticate?.(received);
    if (!caller) return undefined;
    const access = { action: 'execute-api:Invoke', resource: arn };
    const allowed = deps.mayCall ? await deps.mayCall(caller, access) : caller.kind === 'operator';
    return allowed ? { iam: iamContext(caller) } : undefined;
  };

  const invoke = async (route: Route, integration: Integration, event: unknown): Promise<Answer> => {
    const { id } = api();
    const [method = '', pattern = ''] = route.key.split(' ');
    const source = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${id}/$default/${method}${pattern}`;
    if (deps.mayInvoke && !deps.mayInvoke(integration.functionArn, source))
      return gatewayAnswer(500, 'Internal Server Error');
    const late = Symbol('late');
    let timer: NodeJS.Timeout | undefined;
    const clock = new Promise<typeof late>((resolve) => {
      timer = setTimeout(() => resolve(late), Math.min(integration.timeoutMs, 30_000));
    });
    try {
      const result = await Promise.race([deps.invokeLambda(integration.functionArn, event), clock]);
      if (result === late) return gatewayAnswer(503, 'Service Unavailable');
      return lambdaAnswer(result) ?? gatewayAnswer(500, 'Internal Server Error');
    } catch {
      return gatewayAnswer(500, 'Internal Server Error');
    } finally {
      clearTimeout(timer);
    }
  };

  const route = async (received: Received, requestId: string, at: Date): Promise<{ key: string; answer: Answer }> => {
    const { id, cors, routes, integrations, stage } = api();
    const path = decodePath(received.url.split('?')[0] ?? '/');
    const origin = received.headers.origin;
    if (cors && received.method === 'OPTIONS' && origin && received.headers['access-control-request-method'])
      return { key: '', answer: { status: 204, headers: preflightHeaders(cors, origin), body: Buffer.alloc(0) } };

    const found = stage && matchRoute(routes.values(), received.method, path);
    const integration = found && integrations.get(found.route.integrationId);
    if (!found || !integration) return { key: '', answer: gatewayAnswer(404, 'Not Found') };
    const { key } = found.route;
    const throttle = stage.routeThrottles[key] ?? stage.throttle;
    if (throttle && !admit(key in stage.routeThrottles ? key : '', throttle, at.getTime()))
      return { key, answer: gatewayAnswer(429, 'Too Many Requests') };

    let authorizer: Record<string, unknown> | undefined;
    if (found.route.authorization === 'AWS_IAM') {
      authorizer = await authorize(received, id, path).catch((error: unknown) => {
        if (error instanceof ServiceError) return undefined;
        throw error;
      });
      if (!authorizer) return { key, answer: gatewayAnswer(403, 'Forbidden') };
    }
    const context = { apiId: id, stage: stage.name, stageVariables: stage.variables, routeKey: key, requestId, at };
    const event = payloadEvent(received, { ...context, pathParameters: found.parameters, authorizer });
    return { key, answer: await invoke(found.route, integration, event) };
  };

  /** `tooLarge` says that the body went over 10 MB and was not kept. */
  return async (received: Received, tooLarge: boolean): Promise<Answer> => {
    const requestId = randomUUID();
    const at = new Date();
    const { key, answer } = tooLarge
      ? { key: '', answer: gatewayAnswer(413, 'Request Entity Too Large') }
      : await route(received, requestId, at);
    const took = Date.now() - at.getTime();
    const { id, stage, cors } = api();
    report(deps.emit, id, answer.status, took);
    if (stage?.accessLog)
      deps.writeLog?.(
        stage.accessLog.destinationArn,
        accessLine(stage.accessLog.format, { received, answer, requestId, at, took, key, id }),
      );
    const extra = { ...corsHeaders(cors, received.headers.origin), 'apigw-requestid': requestId };
    return { ...answer, headers: { ...answer.headers, ...extra } };
  };
};

const report = (emit: EmitMetric | undefined, ApiId: string, status: number, took: number): void => {
  const count = (name: string, value: number, unit = 'Count') =>
    emit?.({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiId }, value, unit });
  count('Count', 1);
  count('4xx', status >= 400 && status < 500 ? 1 : 0);
  count('5xx', status >= 500 ? 1 : 0);
  count('Latency', took, 'Milliseconds');
};

const iamContext = (caller: Caller) => {
  const name = caller.kind === 'operator' ? 'operator' : caller.name;
  const userArn =
    caller.kind === 'operator'
      ? `arn:aws:iam::${ACCOUNT}:user/operator`
      : `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/local`;
  return {
    accessKey: name,
    accountId: ACCOUNT,
    callerId: name,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn,
    userId: name,
  };
};
