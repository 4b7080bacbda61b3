import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Access, type Call, type Reply, type Service, ServiceError } from '../../../../infra/local/service.ts';

/** A service behind a plain HTTP server on 127.0.0.1: everybody is the operator, no signature is verified. */
export interface Served {
  /** For the `endpoint` of an SDK client. */
  readonly endpoint: string;
  /** What each call so far needed to be allowed, in order. */
  readonly accesses: readonly (readonly Access[])[];
  close(): Promise<void>;
}

/** Credentials that every client needs in order to sign; nobody looks at them here. */
export const anyone = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

export const serve = async (service: Service): Promise<Served> => {
  const accesses: (readonly Access[])[] = [];
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    try {
      const call = await callOf(request);
      accesses.push(await service.access(call));
      return await service.handle(call);
    } catch (error) {
      const failure =
        error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), 500, {});
      return (service.errorReply ?? jsonError)(failure);
    }
  };
  const server = createServer(async (request, response) => {
    const { status = 200, headers = {}, body } = await answer(request);
    response.writeHead(status, headers);
    if (body instanceof Readable) await pipeline(body, response).catch(() => response.destroy());
    else response.end(body);
    request.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accesses,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service.stop?.();
    },
  };
};

const jsonError = ({ code, message, status, fields }: ServiceError): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message, ...fields }),
});

const callOf = async (request: IncomingMessage): Promise<Call> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  let read: Promise<Buffer> | undefined;
  const bytes = (): Promise<Buffer> => {
    read ??= buffer(request);
    return read;
  };
  return {
    operation: String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '',
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    caller: { kind: 'operator' },
    stream: request,
    bytes,
    json: async () => JSON.parse((await bytes()).toString('utf8') || '{}') as Record<string, unknown>,
  };
};
