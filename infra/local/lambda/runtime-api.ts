import { randomBytes } from 'node:crypto';
import type { PageHandler } from '../front-door/pages.ts';
import { ServiceError } from '../service.ts';
import type { Instance } from './instance.ts';

/**
 * The Lambda Runtime API for all instances, each under its own secret path:
 * `/_lambda/<token>/2018-06-01/runtime/invocation/next` and so on.
 */
export const runtimeApi =
  (find: (token: string) => { readonly instance: Instance; readonly functionArn: string } | undefined): PageHandler =>
  async (request, response) => {
    const [, token = '', route = ''] = /^\/_lambda\/([^/]+)\/2018-06-01\/runtime\/(.+)$/.exec(request.url ?? '') ?? [];
    const found = find(token);
    if (!found) throw new ServiceError('Forbidden', 'There is no such instance.', 403);
    const { instance, functionArn } = found;

    if (request.method === 'GET' && route === 'invocation/next') {
      const { invocation, deadline } = await instance.next();
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': traceId(),
      });
      response.end(invocation.payload);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const payload = Buffer.concat(chunks).toString('utf8');
    const [, requestId = '', kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(route) ?? [];
    if (request.method !== 'POST' || (!kind && route !== 'init/error'))
      throw new ServiceError('NotFound', `The Runtime API has no ${request.method} ${route}.`, 404);
    if (!kind) instance.initFailed(payload);
    else if (!instance.answer(requestId, kind === 'error', payload))
      throw new ServiceError('InvalidRequestID', `The request ${requestId} is not running.`);
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  };

/** In X-Ray's form; nothing collects traces here. */
const traceId = (): string => {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
};
