import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { ServiceError } from '../service.ts';
import type { FrontDoor } from './front-door.ts';
import type { PageHandler } from './pages.ts';

const Fault = z.strictObject({
  service: z.string().min(1),
  operation: z.string().min(1),
  error: z.string().min(1),
  status: z.int().min(400).max(599).optional(),
  message: z.string().optional(),
  times: z.int().positive(),
  after: z.int().nonnegative().optional(),
});

/** `/_local/faults`: GET tells the pending faults, POST adds one, DELETE removes all. */
export const faultsPage =
  ({ faults }: Pick<FrontDoor, 'faults'>): PageHandler =>
  async (request, response) => {
    if (request.method === 'POST') {
      const fault = Fault.safeParse(await readJson(request));
      if (!fault.success) throw new ServiceError('ValidationException', z.prettifyError(fault.error));
      faults.add(fault.data);
    } else if (request.method === 'DELETE') faults.clear();
    else if (request.method !== 'GET') throw new ServiceError('MethodNotAllowed', 'GET, POST or DELETE', 405);
    sendJson(response, { faults: faults.pending() });
  };

/** `/_local/requests`: the last calls and how often each operation was called. */
export const requestsPage =
  ({ requests }: Pick<FrontDoor, 'requests'>): PageHandler =>
  (_request, response) =>
    sendJson(response, { counts: requests.counts(), recent: requests.recent() });

/** A form of another site cannot send this content type, so it cannot inject faults. */
const readJson = async (request: IncomingMessage): Promise<unknown> => {
  if (!request.headers['content-type']?.startsWith('application/json'))
    throw new ServiceError('ValidationException', 'The content type must be application/json.', 415);
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('ValidationException', 'The body is not JSON.');
  }
};

const sendJson = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
};
