import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpApi, type HttpApi, type HttpApiDeps } from '../../../../infra/local/http-api/http-api.ts';
import { idOf } from '../../../../infra/local/http-api/resources.ts';
import { ACCOUNT, type Call, REGION, type Resource, ServiceError } from '../../../../infra/local/service.ts';

const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:approvals`;
const running: HttpApi[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.stop()));
});

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

interface Template {
  readonly routes: readonly Record<string, unknown>[];
  readonly api?: Record<string, unknown>;
  readonly stage?: Record<string, unknown>;
  readonly integration?: Record<string, unknown>;
}

const serve = async ({ routes, api = {}, stage = {}, integration = {} }: Template, deps: Partial<HttpApiDeps>) => {
  const port = await freePort();
  const httpApi = createHttpApi({ portFor: () => port, invokeLambda: async () => ({}), ...deps });
  running.push(httpApi);
  const make = (type: string, name: string, properties: Record<string, unknown>) => {
    const resource: Resource = { logicalId: name, type: `AWS::ApiGatewayV2::${type}`, name, properties };
    return httpApi.resources[resource.type]?.create(resource);
  };
  const ApiId = idOf('Site');
  await make('Api', 'Site', { Name: 'site', ProtocolType: 'HTTP', ...api });
  await make('Stage', '$default', { ApiId, StageName: '$default', AutoDeploy: true, ...stage });
  await make('Integration', 'Approvals', {
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: functionArn,
    PayloadFormatVersion: '2.0',
    ...integration,
  });
  for (const [index, route] of routes.entries())
    await make('Route', `Route${index}`, { ApiId, Target: `integrations/${idOf('Approvals')}`, ...route });
  await httpApi.start();
  return { httpApi, origin: `http://127.0.0.1:${port}`, ApiId };
};

const remember = () => {
  const events: Record<string, unknown>[] = [];
  const invokeLambda = async (_arn: string, event: unknown) => {
    events.push(event as Record<string, unknown>);
    return { statusCode: 200, body: 'ok' };
  };
  return { events, invokeLambda };
};

describe('an HTTP API', () => {
  it('says its own origin as ApiEndpoint', async () => {
    const { httpApi, origin } = await serve({ routes: [] }, {});

    expect(httpApi.resources['AWS::ApiGatewayV2::Api']?.attributes('Site').ApiEndpoint).toBe(origin);
    expect(httpApi.endpoints()).toEqual([{ apiId: idOf('Site'), name: 'site', endpoint: origin }]);
  });

  it('hands the function a payload 2.0 event', async () => {
    const { events, invokeLambda } = remember();
    const { origin, ApiId } = await serve({ routes: [{ RouteKey: 'GET /r/{id}' }] }, { invokeLambda });

    await fetch(`${origin}/r/a%20b?x=1&x=2&y=%C3%A9`, { headers: { cookie: '__Host-s=1; t=2', 'X-Custom': 'Yes' } });

    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: 'GET /r/{id}',
      rawPath: '/r/a b',
      rawQueryString: 'x=1&x=2&y=%C3%A9',
      cookies: ['__Host-s=1', 't=2'],
      headers: { 'x-custom': 'Yes' },
      queryStringParameters: { x: '1,2', y: 'é' },
      pathParameters: { id: 'a b' },
      isBase64Encoded: false,
      requestContext: {
        apiId: ApiId,
        stage: '$default',
        http: { method: 'GET', path: '/r/a b', sourceIp: '127.0.0.1' },
      },
    });
    expect(events[0]?.headers).not.toHaveProperty('cookie');
    expect(events[0]).not.toHaveProperty('body');
  });

  it('encodes a form and bytes, and leaves JSON as text', async () => {
    const { events, invokeLambda } = remember();
    const { origin } = await serve({ routes: [{ RouteKey: '$default' }] }, { invokeLambda });

    const post = (type: string, body: string) =>
      fetch(origin, { method: 'POST', headers: { 'content-type': type }, body });
    await post('application/x-www-form-urlencoded', 'decision=approve');
    await post('application/json; charset=utf-8', '{"a":1}');

    expect(events[0]).toMatchObject({
      isBase64Encoded: true,
      body: Buffer.from('decision=approve').toString('base64'),
    });
    expect(events[1]).toMatchObject({ isBase64Encoded: false, body: '{"a":1}' });
  });

  it('sends what the function answers: status, headers, several cookies, bytes', async () => {
    const result = {
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', 'X-A': 'b' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([1, 2, 255]).toString('base64'),
      isBase64Encoded: true,
    };
    const { origin } = await serve({ routes: [{ RouteKey: '$default' }] }, { invokeLambda: async () => result });

    const response = await fetch(origin);

    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 255]);
  });

  it('makes a result without status code the JSON body of a 200', async () => {
    const { origin } = await serve(
      { routes: [{ RouteKey: '$default' }] },
      { invokeLambda: async () => ({ models: [] }) },
    );

    const response = await fetch(origin);

    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ models: [] });
  });

  it('answers 404 without a route, 500 when the function fails, 503 when it is late', async () => {
    const { origin } = await serve(
      { routes: [{ RouteKey: 'GET /fails' }, { RouteKey: 'GET /sleeps' }], integration: { TimeoutInMillis: 50 } },
      {
        invokeLambda: (_arn, event) =>
          (event as { rawPath: string }).rawPath === '/fails' ? Promise.reject(new Error('no')) : new Promise(() => {}),
      },
    );
    const get = async (path: string) => {
      const response = await fetch(origin + path);
      return [response.status, await response.json()];
    };

    expect(await get('/nowhere')).toEqual([404, { message: 'Not Found' }]);
    expect(await get('/fails')).toEqual([500, { message: 'Internal Server Error' }]);
    expect(await get('/sleeps')).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it('refuses a body over 10 MB', async () => {
    const { origin } = await serve({ routes: [{ RouteKey: '$default' }] }, {});

    const response = await fetch(origin, { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) });

    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });

  it('needs a Lambda permission for its own source ARN', async () => {
    const asked: string[] = [];
    const mayInvoke = (arn: string, source: string) => {
      asked.push(arn, source);
      return false;
    };
    const { origin, ApiId } = await serve({ routes: [{ RouteKey: 'GET /r/{id}' }] }, { mayInvoke });

    expect((await fetch(`${origin}/r/1`)).status).toBe(500);
    expect(asked).toEqual([functionArn, `arn:aws:execute-api:${REGION}:${ACCOUNT}:${ApiId}/$default/GET/r/{id}`]);
  });

  it('checks the caller of an AWS_IAM route by signature and policy', async () => {
    const { events, invokeLambda } = remember();
    const { origin, ApiId } = await serve(
      { routes: [{ RouteKey: 'GET /models', AuthorizationType: 'AWS_IAM' }] },
      {
        invokeLambda,
        authenticate: ({ headers }) => {
          if (!headers.authorization) throw new ServiceError('MissingAuthenticationToken', 'Not signed.', 403);
          return { kind: 'role', name: headers.authorization };
        },
        mayCall: (caller, access) =>
          caller.kind === 'role' &&
          caller.name === 'reader' &&
          access.action === 'execute-api:Invoke' &&
          access.resource === `arn:aws:execute-api:${REGION}:${ACCOUNT}:${ApiId}/$default/GET/models`,
      },
    );
    const status = async (authorization?: string) =>
      (await fetch(`${origin}/models`, { headers: authorization ? { authorization } : {} })).status;

    expect(await status()).toBe(403);
    expect(await status('stranger')).toBe(403);
    expect(await status('reader')).toBe(200);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      requestContext: { authorizer: { iam: { userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/local` } } },
    });
  });

  it('throttles by the stage, a route by its own setting', async () => {
    const { origin } = await serve(
      {
        routes: [{ RouteKey: 'GET /a' }, { RouteKey: 'GET /b' }],
        stage: {
          DefaultRouteSettings: { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 },
          RouteSettings: { 'GET /b': { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 1 } },
        },
      },
      {},
    );
    const statuses: number[] = [];
    for (const path of ['/a', '/a', '/a', '/b', '/b']) statuses.push((await fetch(origin + path)).status);

    expect(statuses).toEqual([200, 200, 429, 200, 429]);
  });

  it('answers a preflight itself and allows only the named origins', async () => {
    const api = {
      CorsConfiguration: {
        AllowOrigins: ['https://a.example'],
        AllowMethods: ['GET'],
        AllowHeaders: ['x-a'],
        MaxAge: 60,
      },
    };
    const { origin } = await serve({ routes: [{ RouteKey: 'GET /' }], api }, {});
    const preflight = (from: string) =>
      fetch(origin, { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'GET' } });

    const allowed = await preflight('https://a.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(allowed.headers.get('access-control-max-age')).toBe('60');
    expect((await preflight('https://b.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('writes the access log and counts', async () => {
    const lines: string[] = [];
    const counted: Record<string, number> = {};
    const format = '{"route":"$context.routeKey","status":"$context.status","what":"$context.unheardOf"}';
    const { origin } = await serve(
      { routes: [{ RouteKey: 'GET /r' }], stage: { AccessLogSettings: { DestinationArn: 'arn:log', Format: format } } },
      {
        writeLog: (destination, line) => lines.push(destination, line),
        emit: ({ name, value }) => {
          counted[name] = (counted[name] ?? 0) + value;
        },
      },
    );

    await fetch(`${origin}/r`);
    await fetch(`${origin}/other`);

    expect(lines.slice(0, 2)).toEqual(['arn:log', '{"route":"GET /r","status":"200","what":"-"}']);
    expect(counted).toMatchObject({ Count: 2, '4xx': 1, '5xx': 0 });
  });

  it.each([
    ['Route', { RouteKey: 'GET /', AuthorizationType: 'JWT', Target: 'integrations/x' }],
    ['Integration', { IntegrationType: 'HTTP_PROXY' }],
    ['Integration', { IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '1.0' }],
    ['Api', { ProtocolType: 'WEBSOCKET' }],
    ['Stage', { StageName: 'dev', AutoDeploy: true }],
  ])('refuses by name a %s that it cannot honour (%o)', async (type, properties) => {
    const { httpApi } = await serve({ routes: [] }, {});
    const kind = httpApi.resources[`AWS::ApiGatewayV2::${type}`];

    expect(() => kind?.create({ logicalId: 'X', type, name: 'X', properties: { ApiId: 'a', ...properties } })).toThrow(
      /does not implement/,
    );
  });

  it('has no API operations', async () => {
    const { httpApi } = await serve({ routes: [] }, {});
    await expect(httpApi.handle({ method: 'GET', path: '/v2/apis' } as Call)).rejects.toThrow('GET /v2/apis');
  });
});
