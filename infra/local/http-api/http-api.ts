import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { NotImplementedLocally, type Service } from '../service.ts';
import type { Answer } from './answer.ts';
import type { Api } from './definitions.ts';
import { createGateway, type GatewayDeps } from './gateway.ts';
import type { Received } from './payload.ts';
import { httpApiResources } from './resources.ts';

export interface HttpApiDeps extends GatewayDeps {
  /** The port of an API on 127.0.0.1, always the same for one id, because templates hand the address around. */
  portFor(apiId: string): number;
}

export interface HttpApi extends Service {
  /** Opens one server per API; call it when the template's resources have been made. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Every API with its address. */
  endpoints(): readonly { readonly apiId: string; readonly name: string; readonly endpoint: string }[];
}

const bodyLimit = 10 * 1024 * 1024;

/**
 * API Gateway's HTTP APIs with Lambda behind them. Each API has an origin of its own, `http://127.0.0.1:<port>`,
 * because cookies named `__Host-` belong to a whole origin.
 */
export const createHttpApi = (deps: HttpApiDeps): HttpApi => {
  const apis = new Map<string, Api>();
  const servers = new Map<string, Server>();
  const endpointOf = (apiId: string) => `http://127.0.0.1:${deps.portFor(apiId)}`;
  const apiOf = (id: string): Api => apis.get(id) ?? { id, name: id, routes: new Map(), integrations: new Map() };

  const open = async (id: string): Promise<void> => {
    const answer = createGateway(() => apiOf(id), deps);
    const server = createServer((request, response) => {
      respond(request, response, answer).catch((error: unknown) => response.destroy(error as Error));
    });
    server.listen(deps.portFor(id), '127.0.0.1');
    await once(server, 'listening');
    servers.set(id, server);
  };

  return {
    signingNames: ['apigateway'],
    resources: httpApiResources(apis, endpointOf),
    access: ({ method, path }) => {
      throw new NotImplementedLocally(`the API Gateway operation ${method} ${path}: APIs come from the template`);
    },
    handle: async ({ method, path }) => {
      throw new NotImplementedLocally(`the API Gateway operation ${method} ${path}: APIs come from the template`);
    },
    start: async () => {
      await Promise.all([...apis.keys()].filter((id) => !servers.has(id)).map(open));
    },
    stop: async () => {
      const closing = [...servers.values()].map((server) => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      });
      servers.clear();
      await Promise.all(closing);
    },
    endpoints: () => [...apis.values()].map(({ id, name }) => ({ apiId: id, name, endpoint: endpointOf(id) })),
  };
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: (received: Received, tooLarge: boolean) => Promise<Answer>,
): Promise<void> => {
  const body = await readBody(request);
  const {
    status,
    headers,
    body: content,
  } = await answer(
    {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      body: body ?? Buffer.alloc(0),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      protocol: `HTTP/${request.httpVersion}`,
    },
    body === undefined,
  );
  const bodyless = status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(bodyless ? {} : { 'content-length': String(content.length) }),
  } as Record<string, string>);
  response.end(bodyless || request.method === 'HEAD' ? undefined : content);
};

/** The whole body, or `undefined` when it is over the limit; the rest is read and dropped so that the client hears the answer. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks);
};
