import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '../service.ts';

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Routes unsigned requests by path prefix, and keeps foreign web pages from speaking to the local cloud. */
export const createPages = () => {
  const handlers = new Map<string, PageHandler>();
  let hosts: ReadonlySet<string> = new Set();

  /** A page from elsewhere can make this machine's browser send requests here; it cannot choose Host and Origin. */
  const requireLocal = ({ headers, method }: IncomingMessage): void => {
    if (!hosts.has(headers.host ?? ''))
      throw new ServiceError('Forbidden', `The host ${headers.host ?? ''} is not this local cloud.`, 403);
    const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
    if (changes && headers.origin !== undefined && !hosts.has(headers.origin.replace(/^http:\/\//, '')))
      throw new ServiceError('Forbidden', `Pages of ${headers.origin} may not change anything here.`, 403);
  };

  return {
    add: (prefix: string, handler: PageHandler): void => {
      if (handlers.has(prefix)) throw new Error(`Two pages of the local cloud begin with ${prefix}.`);
      handlers.set(prefix, handler);
    },
    setOrigin: (port: number): void => {
      hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
    },
    answer: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const prefix = [...handlers.keys()]
        .filter((one) => path === one || path.startsWith(one.endsWith('/') ? one : `${one}/`))
        .sort((a, b) => b.length - a.length)[0];
      const handler = prefix === undefined ? undefined : handlers.get(prefix);
      requireLocal(request);
      if (!handler)
        throw path.startsWith('/_')
          ? new ServiceError('NotFound', `The local cloud has no page ${path}.`, 404)
          : new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      await handler(request, response);
    },
  };
};
