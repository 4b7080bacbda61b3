import type { PageHandler } from '../front-door/pages.ts';
import { type Access, type Call, NotImplementedLocally, type Reply, type Service, ServiceError } from '../service.ts';
import { type AsyncConfig, type AsyncDeps, invokeLater } from './async-invoke.ts';
import { unpack } from './code.ts';
import type { LambdaFunction, Outcome } from './function.ts';
import { functionArn, functionNameOf } from './function-name.ts';
import type { Mapping } from './mapping.ts';
import { createPool, type Pool, type PoolDeps } from './pool.ts';
import { type LambdaResourcesDeps, lambdaResources } from './resources.ts';
import { runtimeApi } from './runtime-api.ts';

export interface LambdaDeps
  extends PoolDeps,
    Omit<AsyncDeps, 'invoke'>,
    Pick<LambdaResourcesDeps, 'mayAssume' | 'setResourcePolicy'> {
  /** Where bundles are unpacked: outside of any project. */
  readonly codeFolder: string;
}

export interface Lambda extends Service {
  /** The Runtime API, to be put at `/_lambda`. */
  readonly runtimePages: PageHandler;
  functions(): readonly LambdaFunction[];
  /** What a caller must be allowed, to invoke the function. */
  accessTo(nameOrArn: string): Access;
  mappings(): readonly Mapping[];
  /** Runs a function and waits. @throws ServiceError ResourceNotFoundException, TooManyRequestsException */
  invoke(nameOrArn: string, payload: string): Promise<Outcome>;
  /** Runs a function later; failures are tried again and then go where the template says. */
  invokeEvent(nameOrArn: string, payload: string): void;
  /** What is under way or waits for a retry has ended. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** A request may not be larger than this. */
const requestLimit = 6 * 1024 * 1024;

export const createLambda = (deps: LambdaDeps): Lambda => {
  const functions = new Map<string, { readonly fn: LambdaFunction; readonly pool: Pool }>();
  const mappings: Mapping[] = [];
  const asyncConfigs = new Map<string, AsyncConfig>();
  const open = new Set<Promise<void>>();

  const find = (nameOrArn: string) => {
    const name = functionNameOf(nameOrArn);
    const found = functions.get(name);
    if (!found) throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, 404);
    return found;
  };
  const invoke = (nameOrArn: string, payload: string) => find(nameOrArn).pool.invoke(payload);
  const invokeEvent = (nameOrArn: string, payload: string): void => {
    const { fn } = find(nameOrArn);
    const run = invokeLater(fn, asyncConfigs.get(fn.name) ?? {}, payload, { ...deps, invoke }).catch((error) =>
      deps.onError(error, `an event of ${fn.name}`),
    );
    open.add(run);
    void run.finally(() => open.delete(run));
  };

  const answerInvoke = async (call: Call, name: string): Promise<Reply> => {
    const bytes = await call.bytes();
    if (bytes.length > requestLimit)
      throw new ServiceError('RequestTooLargeException', `Request must be smaller than ${requestLimit} bytes.`, 413);
    const payload = bytes.length === 0 ? '{}' : bytes.toString('utf8');
    requireJson(payload);
    if (call.headers['x-amz-log-type'] === 'Tail') throw new NotImplementedLocally('LogType Tail of Invoke');
    const kind = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (kind === 'DryRun') return { status: 204 };
    if (kind === 'Event') {
      invokeEvent(name, payload);
      return { status: 202 };
    }
    const outcome = await invoke(name, payload);
    return {
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        'x-amzn-requestid': outcome.requestId,
        ...(outcome.failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
      },
      body: outcome.payload,
    };
  };

  return {
    signingNames: ['lambda'],
    resources: lambdaResources({
      ...deps,
      unpack: (asset, name) => unpack(asset, name, deps.codeFolder),
      addFunction: (fn) => void functions.set(fn.name, { fn, pool: createPool(fn, deps) }),
      addMapping: (mapping) => void mappings.push(mapping),
      configureAsync: (name, config) => void asyncConfigs.set(name, config),
    }),
    access: (call) => {
      const { action, name } = routeOf(call);
      return [{ action: `lambda:${action}`, resource: name ? functionArn(functionNameOf(name)) : '*' }];
    },
    handle: async (call) => {
      const { action, name } = routeOf(call);
      if (action === 'InvokeFunction') return answerInvoke(call, name);
      if (action === 'ListFunctions')
        return json({ Functions: [...functions.values()].map(({ fn }) => configurationOf(fn)) });
      const { fn } = find(name);
      if (action === 'GetFunctionConfiguration') return json(configurationOf(fn));
      return json({ Configuration: configurationOf(fn), Code: { RepositoryType: 'S3' }, Tags: {} });
    },
    errorReply: ({ code, message, status, fields }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message, ...fields }),
    }),
    runtimePages: runtimeApi((token) => {
      for (const { fn, pool } of functions.values()) {
        const instance = pool.find(token);
        if (instance) return { instance, functionArn: fn.arn };
      }
      return undefined;
    }),
    accessTo: (nameOrArn) => ({
      action: 'lambda:InvokeFunction',
      resource: functionArn(functionNameOf(nameOrArn)),
    }),
    functions: () => [...functions.values()].map(({ fn }) => fn),
    mappings: () => mappings,
    invoke,
    invokeEvent,
    settled: async () => {
      while (open.size > 0) await Promise.all(open);
    },
    stop: async () => {
      await Promise.all([...functions.values()].map(({ pool }) => pool.stop()));
    },
  };
};

const routeOf = ({ method, path, query }: Call): { readonly action: string; readonly name: string } => {
  const [, encoded = '', rest = ''] = /^\/2015-03-31\/functions\/?([^/]*)(\/[a-z]+)?$/.exec(path) ?? [];
  const name = decodeURIComponent(encoded);
  const qualifier = query.get('Qualifier');
  if (qualifier && qualifier !== '$LATEST') throw new NotImplementedLocally(`the qualifier ${qualifier} of ${name}`);
  const key = `${method} ${name ? '{name}' : ''}${rest}`;
  const action = routes[key];
  if (!action) throw new NotImplementedLocally(`the Lambda operation ${method} ${path}`);
  return { action, name };
};

/** REST route to IAM action. */
const routes: Readonly<Record<string, string>> = {
  'POST {name}/invocations': 'InvokeFunction',
  'GET {name}': 'GetFunction',
  'GET {name}/configuration': 'GetFunctionConfiguration',
  'GET ': 'ListFunctions',
};

const configurationOf = (fn: LambdaFunction) => ({
  FunctionName: fn.name,
  FunctionArn: fn.arn,
  Runtime: 'nodejs24.x',
  Handler: fn.handler,
  Description: fn.description,
  Timeout: fn.timeoutSeconds,
  MemorySize: fn.memory,
  Environment: { Variables: fn.environment },
  LoggingConfig: { LogGroup: fn.logGroup, LogFormat: 'Text' },
  Version: '$LATEST',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
});

const json = (value: unknown): Reply => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const requireJson = (payload: string): void => {
  try {
    JSON.parse(payload);
  } catch {
    throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
};
