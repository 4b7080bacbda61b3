import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readLines } from '../lambda/lines.ts';
import { reservePorts } from '../ports.ts';
import { ServiceError } from '../service.ts';

/** Something that speaks DynamoDB's JSON protocol: dynoxide in a process of its own, or an address given from outside. */
export interface Engine {
  readonly endpoint: string;
  /** `target` is the X-Amz-Target header, such as `DynamoDB_20120810.GetItem`. */
  send(target: string, body: string | Buffer): Promise<{ readonly status: number; readonly body: Buffer }>;
  /** @throws ServiceError as the engine answered it */
  call(operation: string, body: unknown): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Where the tables are kept; in memory when left out. */
  readonly folder?: string;
  /** Address of a running engine, such as DynamoDB Local. @default dynoxide is started */
  readonly endpoint?: string;
  guard(child: ChildProcess): void;
}

export const startEngine = async (options: EngineOptions): Promise<Engine> => {
  if (options.endpoint) return engineAt(options.endpoint, async () => {});
  for (let attempt = 1; ; attempt += 1) {
    const [port = 0] = await reservePorts(0, 1);
    const child = spawn(dynoxidePath(), argumentsFor(port, options.folder), { stdio: ['ignore', 'pipe', 'pipe'] });
    options.guard(child);
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    try {
      return engineAt(await listening(child), async () => {
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), 3000);
        await exited;
        clearTimeout(late);
      });
    } catch (error) {
      // Somebody may have been quicker in taking the free port.
      if (attempt === 3) throw error;
    }
  }
};

/** dynoxide does not tell which port it got for 0, so it is given one. */
const argumentsFor = (port: number, folder: string | undefined): string[] => [
  'serve',
  '--host',
  '127.0.0.1',
  '--port',
  String(port),
  ...(folder ? ['--db-path', path.join(folder, 'tables.db')] : []),
];

const dynoxidePath = (): string => {
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`);
  } catch {
    throw new Error(
      `There is no dynoxide for ${process.platform}-${process.arch}. Run any DynamoDB (DynamoDB Local, for instance) and give its address in AWS_ENDPOINT_URL_DYNAMODB.`,
    );
  }
};

/** The address that dynoxide says it listens on. */
const listening = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    const hear = (line: string) => {
      if (said.length < 20) said.push(line);
      const address = /listening on (http:\/\/\S+)/.exec(line)?.[1];
      if (address) resolve(address);
    };
    if (child.stdout) readLines(child.stdout, hear);
    if (child.stderr) readLines(child.stderr, hear);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`dynoxide ended (${code}): ${said.join(' ')}`)));
  });

const engineAt = (endpoint: string, stop: () => Promise<void>): Engine => {
  const agent = new http.Agent({ keepAlive: true });
  const send: Engine['send'] = (target, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(body),
        'x-amz-target': target,
        // Engines want a signature to be there; none checks it.
        authorization: `AWS4-HMAC-SHA256 Credential=local/20250101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-date': '20250101T000000Z',
      };
      const request = http.request(endpoint, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 500, body: Buffer.concat(chunks) }));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  return {
    endpoint,
    send,
    call: async (operation, body) => {
      const service = streamOperations.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
      const answer = await send(`${service}.${operation}`, JSON.stringify(body));
      const value = JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>;
      if (answer.status === 200) return value;
      const code = String(value.__type ?? 'InternalServerError')
        .split('#')
        .at(-1);
      throw new ServiceError(code ?? '', String(value.message ?? value.Message ?? code), answer.status);
    },
    stop: async () => {
      agent.destroy();
      await stop();
    },
  };
};

const streamOperations = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);
