import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type Call, ServiceError } from '../../../../infra/local/service.ts';
import { createStates, type States, type StatesDeps } from '../../../../infra/local/states/create-states.ts';

/** A call that reached the small cloud from a machine, with the key it was signed by. */
interface Seen {
  readonly service: string;
  readonly operation: string;
  readonly accessKeyId: string;
  readonly body: Record<string, unknown>;
}

/** What another service answers: a reply, or an error by its code. */
export type Answer = (seen: Seen) => { reply: unknown } | { code: string; message: string; status?: number };

export interface SmallCloud {
  readonly states: States;
  readonly client: SFNClient;
  readonly seen: Seen[];
  readonly metrics: { name: string; value: number }[];
  readonly events: { detail: { status: string; name: string } }[];
  readonly folder: string;
  deploy(name: string, definition: object | string, properties?: object): Promise<string>;
  close(): Promise<void>;
}

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => Buffer.concat(await request.toArray());

const serve =
  (states: States, other: Answer, seen: Seen[]) => async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bytesOf(request);
    const [, accessKeyId = '', service = ''] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const operation =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'r-1' });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    seen.push({ service, operation, accessKeyId, body: JSON.parse(body.toString() || '{}') });
    if (service !== 'states') {
      const answer = other(seen.at(-1) as Seen);
      if ('reply' in answer) return send(200, answer.reply);
      return send(answer.status ?? 400, { __type: answer.code, message: answer.message });
    }
    const call: Call = {
      operation,
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: request.headers,
      caller: { kind: 'operator' },
      stream: Readable.from([body]),
      bytes: async () => body,
      json: async () => JSON.parse(body.toString()),
    };
    try {
      await states.access(call);
      send(200, (await states.handle(call)).body as string);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      send(problem.status, { __type: problem.code, message: problem.message });
    }
  };

/** Step Functions behind a real HTTP server, with other AWS services that answer as told. */
export const smallCloud = async (
  deps: Partial<StatesDeps> & { readonly other?: Answer } = {},
  folder?: string,
): Promise<SmallCloud> => {
  const home = folder ?? (await mkdtemp(path.join(tmpdir(), 'states-')));
  const seen: Seen[] = [];
  const metrics: SmallCloud['metrics'] = [];
  const events: SmallCloud['events'] = [];
  let server: Server;
  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { other = () => ({ reply: {} }), ...given } = deps;
  const states = createStates({
    endpoint,
    credentials: (role) => ({ accessKeyId: `role-${role}`, secretAccessKey: 'local' }),
    invokeLambda: async (_, payload) => ({ payload }),
    authorize: () => {},
    putEvent: (event) => events.push(event as SmallCloud['events'][number]),
    emit: (metric) => metrics.push(metric),
    folder: home,
    ...given,
  });
  server = createServer(serve(states, other, seen));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const client = new SFNClient({
    region: 'eu-central-1',
    endpoint: endpoint(),
    credentials: { accessKeyId: 'operator', secretAccessKey: 'local' },
  });
  const kind = states.resources['AWS::StepFunctions::StateMachine'];
  return {
    states,
    client,
    seen,
    metrics,
    events,
    folder: home,
    deploy: async (name, definition, properties = {}) => {
      const DefinitionString = typeof definition === 'string' ? definition : JSON.stringify(definition);
      const RoleArn = `arn:aws:iam::000000000000:role/${name}-role`;
      await kind?.create({
        logicalId: name,
        type: 'AWS::StepFunctions::StateMachine',
        name,
        properties: { RoleArn, DefinitionString, ...properties },
      });
      return kind?.ref?.(name) ?? '';
    },
    close: async () => {
      await states.stop?.();
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      if (folder === undefined) await rm(home, { recursive: true });
    },
  };
};
