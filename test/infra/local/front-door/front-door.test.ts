import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsPage, requestsPage } from '../../../../infra/local/front-door/control-page.ts';
import { createKeyRing, operatorKeys } from '../../../../infra/local/front-door/credentials.ts';
import { createFrontDoor, type FrontDoor } from '../../../../infra/local/front-door/front-door.ts';
import { type Call, NotImplementedLocally, type Reply, type Service } from '../../../../infra/local/service.ts';
import { clientOf } from '../support/test-cloud.ts';

let now = () => new Date();
const calls: Call[] = [];
const service = (signingName: string, handle: (call: Call) => Promise<Reply>): Service => ({
  signingNames: [signingName],
  resources: {},
  access: (call) => {
    if (call.operation === 'DescribeLimits') throw new NotImplementedLocally('the DynamoDB operation DescribeLimits');
    return [{ action: `${signingName}:${call.operation || 'Something'}`, resource: '*' }];
  },
  handle: (call) => {
    calls.push(call);
    return handle(call);
  },
});

describe('the front door', () => {
  const keys = createKeyRing(Buffer.from('secret of this run'), (name) => name === 'Reader');
  const door: FrontDoor = createFrontDoor({ keys, authorize: () => {}, now: () => now() });
  let endpoint = '';
  beforeAll(async () => {
    door.serve(service('dynamodb', async () => ({ body: '{"TableNames":["t"]}' })));
    door.serve(
      service('s3', async (call) => {
        await call.bytes();
        return { headers: { etag: '"e"' }, body: call.method === 'GET' ? 'stored' : '' };
      }),
    );
    door.page('/_local/faults', faultsPage(door));
    door.page('/_local/requests', requestsPage(door));
    endpoint = `http://127.0.0.1:${await door.listen(0)}`;
  });
  afterAll(() => door.close());

  const list = (credentials = operatorKeys) =>
    new DynamoDBClient(clientOf({ endpoint }, credentials)).send(new ListTablesCommand({}));

  it('knows the operator and the roles by their signatures', async () => {
    await list();
    expect(calls.at(-1)?.caller).toEqual({ kind: 'operator' });

    await list(keys.credentialsFor('Reader'));
    expect(calls.at(-1)?.caller).toEqual({ kind: 'role', name: 'Reader' });
  });

  it('refuses a wrong secret, an unknown key and a role that does not exist', async () => {
    await expect(list({ ...operatorKeys, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(list({ accessKeyId: 'nobody', secretAccessKey: 'x' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(list(keys.credentialsFor('Ghost'))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('refuses a signature that is older than a quarter of an hour', async () => {
    now = () => new Date(Date.now() + 16 * 60_000);

    await expect(list()).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    now = () => new Date();
  });

  it('refuses a body that is not the one that was signed', async () => {
    const client = new DynamoDBClient(clientOf({ endpoint }));
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = '{"Limit":7}';
        return next(args);
      },
      // After the signature was made.
      { step: 'deserialize', priority: 'low', name: 'tamper' },
    );

    await expect(client.send(new ListTablesCommand({ Limit: 5 }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('takes the strangest object keys, because S3 signs its paths as they are', async () => {
    const s3 = new S3Client({ ...clientOf({ endpoint }), forcePathStyle: true });
    for (const Key of ['a b/ü+~*/(1).txt', 'x//y/../z', "it's=100%&?#"]) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key }));
      expect(await Body?.transformToString()).toBe('stored');
    }
  });

  it('hands the body of an upload over as a stream', async () => {
    const s3 = new S3Client({ ...clientOf({ endpoint }), forcePathStyle: true });

    await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: Buffer.alloc(3_000_000, 1) }));

    expect((await calls.at(-1)?.bytes())?.length).toBeGreaterThanOrEqual(3_000_000);
  });

  it('says by name what it does not implement', async () => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=slipway-local/20250101/eu-central-1/rds/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
        'x-amz-date': '20250101T000000Z',
      },
    });

    expect(answer.status).toBe(501);
    expect(await answer.json()).toEqual({
      __type: 'NotImplementedLocally',
      message: 'The local cloud does not implement the service rds.',
    });
  });

  it('fails calls on purpose, as often as it was asked to', async () => {
    await fetch(`${endpoint}/_local/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        service: 'dynamodb',
        operation: 'ListTables',
        error: 'ThrottlingException',
        times: 2,
        after: 1,
      }),
    });

    await list();
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await list();
    expect(door.faults.pending()).toEqual([]);
  });

  it('counts and remembers what was called', async () => {
    await list();

    expect(door.requests.recent().at(-1)).toMatchObject({ service: 'dynamodb', operation: 'ListTables', status: 200 });
    const { counts } = (await (await fetch(`${endpoint}/_local/requests`)).json()) as {
      counts: Record<string, number>;
    };
    expect(counts['dynamodb:ListTables']).toBeGreaterThan(1);
  });

  it('keeps pages of other sites from injecting faults', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${endpoint}/_local/faults`, { method: 'POST', headers, body: '{}' });

    expect((await send({ 'content-type': 'application/json', origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('refuses a request that nobody signed and that is for no page', async () => {
    const answer = await fetch(`${endpoint}/bucket/key`);

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationToken' });
  });

  it('says that its port is taken', async () => {
    const other = createFrontDoor({ keys, authorize: () => {}, now: () => now() });

    await expect(other.listen(Number(new URL(endpoint).port))).rejects.toThrow(/Port \d+ is taken/);
  });
});
