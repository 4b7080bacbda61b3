import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CountTry, Sessions, SignIns } from '../approval/ports.ts';
import { epochSeconds } from '../kernel/clock.ts';
import { whenUsed } from '../kernel/when-used.ts';

const Session = whenUsed(() =>
  z.object({
    subject: z.string(),
    name: z.string(),
    email: z.string(),
    signedInAt: z.int(),
    expiresAt: z.int(),
    csrf: z.string(),
  }),
);

const SignIn = whenUsed(() =>
  z.object({ verifier: z.string(), nonce: z.string(), next: z.string(), expiresAt: z.int() }),
);

/** DynamoDB removes an item some time after this attribute's instant; whoever reads compares `expiresAt` himself. */
const TTL = 'expiresAtTtl';

/** Sessions beside the approval requests: partition and sort `SESSION#<hash>`. */
export const dynamoSessions = (client: DynamoDBDocumentClient, table: string): Sessions => {
  const key = (hash: string) => ({ pk: `SESSION#${hash}`, sk: 'SESSION' });
  return {
    async find(hash) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: key(hash), ConsistentRead: true }));
      return Item && Session.parse(Item.doc);
    },
    async save(hash, session) {
      await client.send(
        new PutCommand({ TableName: table, Item: { ...key(hash), doc: session, [TTL]: session.expiresAt } }),
      );
    },
    async remove(hash) {
      await client.send(new DeleteCommand({ TableName: table, Key: key(hash) }));
    },
  };
};

/** Sign-ins on their way: `SIGNIN#<hash>`. Reading one removes it in the same call, so that it works once. */
export const dynamoSignIns = (client: DynamoDBDocumentClient, table: string): SignIns => {
  const key = (hash: string) => ({ pk: `SIGNIN#${hash}`, sk: 'SIGNIN' });
  return {
    async save(hash, signIn) {
      await client.send(
        new PutCommand({ TableName: table, Item: { ...key(hash), doc: signIn, [TTL]: signIn.expiresAt } }),
      );
    },
    async take(hash) {
      const { Attributes } = await client.send(
        new DeleteCommand({ TableName: table, Key: key(hash), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes && SignIn.parse(Attributes.doc);
    },
  };
};

/** Counts tries in fixed windows: `TRIES#<key>` / `<start of the window>`. */
export const dynamoTries =
  (client: DynamoDBDocumentClient, table: string): CountTry =>
  async (key, windowSeconds, now) => {
    const start = Math.floor(epochSeconds(now) / windowSeconds) * windowSeconds;
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: `TRIES#${key}`, sk: String(start) },
        UpdateExpression: 'ADD tries :one SET #ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': TTL },
        ExpressionAttributeValues: { ':one': 1, ':ttl': start + 2 * windowSeconds },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Number(Attributes?.tries);
  };
