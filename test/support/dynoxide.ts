import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The engine's program, where one exists for this machine. */
const program = (): string | undefined => {
  try {
    const home = dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json'));
    return process.platform === 'linux' && process.arch === 'x64' ? join(home, 'dynoxide') : undefined;
  } catch {
    return undefined;
  }
};

export const hasDynoxide = program() !== undefined;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

export interface LocalTables {
  readonly documents: DynamoDBDocumentClient;
  /** Makes a table with text keys; answers its name. */
  table(
    name: string,
    partition: string,
    sort: string,
    index?: { readonly name: string; readonly key: string },
  ): Promise<string>;
  stop(): Promise<void>;
}

/** A DynamoDB of our own for one test file, in memory. */
export const startDynoxide = async (): Promise<LocalTables> => {
  const port = await freePort();
  const child: ChildProcess = spawn(program() ?? '', ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
  });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  for (let tries = 0; ; tries += 1) {
    try {
      await client.send(new ListTablesCommand({}));
      break;
    } catch (error) {
      if (tries === 200) throw error;
      await pause(20);
    }
  }
  return {
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    async table(name, partition, sort, index) {
      const keys = [partition, sort, ...(index ? [index.key] : [])];
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
          KeySchema: [
            { AttributeName: partition, KeyType: 'HASH' },
            { AttributeName: sort, KeyType: 'RANGE' },
          ],
          ...(index && {
            GlobalSecondaryIndexes: [
              {
                IndexName: index.name,
                KeySchema: [{ AttributeName: index.key, KeyType: 'HASH' as const }],
                Projection: { ProjectionType: 'ALL' as const },
              },
            ],
          }),
        }),
      );
      return name;
    },
    async stop() {
      client.destroy();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
};
