import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Access, type Call, type Caller, NotImplementedLocally, type Service, ServiceError } from '../service.ts';
import { identityOf } from './authenticate.ts';
import type { KeyRing } from './credentials.ts';
import { createFaults, type Faults } from './faults.ts';
import { createPages, type PageHandler } from './pages.ts';
import { receive } from './receive.ts';
import { jsonErrorReply, send } from './replies.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { type Claim, readClaim } from './signature.ts';

export interface FrontDoorDeps {
  readonly keys: KeyRing;
  /** @throws ServiceError AccessDeniedException when the caller may not do one of these */
  authorize(caller: Caller, accesses: readonly Access[]): void;
  now(): Date;
  /** Hears of errors that no service meant to answer with. */
  onError?(error: unknown, call: string): void;
}

export interface FrontDoor {
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Adds a service; its signing names must be new. */
  serve(service: Service): void;
  /** Answers unsigned requests whose path begins with the prefix, such as `/_local/mail`. The longest prefix wins. */
  page(prefix: string, handler: PageHandler): void;
  /** Opens the door on 127.0.0.1 and gives the port; 0 asks for a free one. @throws Error when the port is taken */
  listen(port: number): Promise<number>;
  close(): Promise<void>;
}

/** The one HTTP server of the local cloud: who calls, may they, and which service is it for. */
export const createFrontDoor = (deps: FrontDoorDeps): FrontDoor => {
  const services = new Map<string, Service>();
  const faults = createFaults();
  const requests = createRequestLog();
  const pages = createPages();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    const at = deps.now();
    let claim: Claim | undefined;
    let service: Service | undefined;
    let call: Call | undefined;
    let operation = '';
    const record = (status: number, failure?: ServiceError) =>
      requests.add({
        at,
        service: claim?.service ?? '',
        operation,
        caller: call?.caller,
        status,
        error: failure?.code,
        message: failure?.message,
        took: performance.now() - started,
      });
    try {
      claim = readClaim({ method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers });
      if (!claim) return await pages.answer(request, response);
      service = services.get(claim.service);
      if (!service) throw new NotImplementedLocally(`the service ${claim.service}`);
      call = await receive(request, claim, identityOf(deps.keys, claim), at);
      operation = call.operation;
      const accesses = await service.access(call);
      operation ||= accesses[0]?.action.split(':')[1] ?? '';
      faults.strike(claim.service, operation);
      deps.authorize(call.caller, accesses);
      const reply = await service.handle(call);
      record(reply.status ?? 200);
      await send(response, reply);
    } catch (error) {
      const failure = asServiceError(error);
      if (!(error instanceof ServiceError)) deps.onError?.(error, `${claim?.service ?? ''} ${operation}`);
      if (claim) record(failure.status, failure);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      await send(response, (service?.errorReply ?? jsonErrorReply)(failure));
      // What is left of an upload is read and dropped, so that the client hears the answer.
      request.unpipe().resume();
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // Clients keep connections longer than Node's five seconds; closing first would race with their next request.
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;

  return {
    faults,
    requests,
    serve: (service) => {
      for (const name of service.signingNames) {
        if (services.has(name)) throw new Error(`Two services of the local cloud answer to ${name}.`);
        services.set(name, service);
      }
    },
    page: pages.add,
    listen: async (port) => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') throw error;
        throw new Error(
          `Port ${port} is taken by another program. Choose another one, or end the local cloud that runs there.`,
        );
      });
      const address = server.address() as AddressInfo;
      pages.setOrigin(address.port);
      return address.port;
    },
    close: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

const asServiceError = (error: unknown): ServiceError =>
  error instanceof ServiceError
    ? error
    : new ServiceError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
