import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kmsSigner, kmsVerifier } from '../../shared/adapters/kms-signer.ts';
import { sesMailer } from '../../shared/adapters/ses-mailer.ts';
import { sfnTaskTokens } from '../../shared/adapters/sfn-task-tokens.ts';
import { signingContract } from '../contracts/signing.ts';
import { type AwsEndpoint, AwsError, awsEndpoint } from '../support/aws-json.ts';
import { memoryKey } from '../support/memory/signing.ts';

const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/1';

signingContract('in memory', async () => memoryKey(KEY));

describe('with a KMS that signs for real', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const calls: string[] = [];
  let kms: AwsEndpoint;

  beforeAll(async () => {
    kms = await awsEndpoint((operation, input) => {
      calls.push(operation);
      const digest = Buffer.from(String(input.Message), 'base64');
      if (input.KeyId !== KEY || input.MessageType !== 'DIGEST' || digest.length !== 32)
        throw new AwsError('ValidationException');
      // Node hashes once more where KMS does not; what counts here is that both calls send the same 32 bytes.
      if (operation === 'Sign') return { Signature: sign(null, digest, privateKey).toString('base64') };
      const signature = Buffer.from(String(input.Signature), 'base64');
      if (!verify(null, digest, publicKey, signature)) throw new AwsError('KMSInvalidSignatureException');
      return { SignatureValid: true };
    });
  });
  afterAll(() => kms.stop());

  signingContract('KMS', async () => {
    const client = () => new KMSClient(kms.client);
    return { signer: kmsSigner(client, KEY), verify: kmsVerifier(client, KEY) };
  });

  it('never asks KMS about a key that is not the pinned one', async () => {
    const before = calls.length;
    expect(await kmsVerifier(() => new KMSClient(kms.client), KEY)('another', Buffer.from('x'), 'AAAA')).toBe(false);
    expect(calls).toHaveLength(before);
  });
});

describe('waking a machine', () => {
  let states: AwsEndpoint | undefined;
  afterEach(() => states?.stop());

  const complete = async (answer: (operation: string, input: Record<string, unknown>) => unknown) => {
    states = await awsEndpoint(answer);
    const client = new SFNClient(states.client);
    return sfnTaskTokens(() => client)('the token', { requestId: 'an id' });
  };

  it('sends ids and nothing else', async () => {
    const sent: unknown[] = [];
    const outcome = await complete((operation, input) => {
      sent.push(operation, input);
      return {};
    });
    expect(outcome).toBe('delivered');
    expect(sent).toEqual(['SendTaskSuccess', { taskToken: 'the token', output: '{"requestId":"an id"}' }]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist'])('says that nothing waits any more on %s', async (code) => {
    const outcome = complete(() => {
      throw new AwsError(code);
    });
    expect(await outcome).toBe('closed');
  });

  it('treats a token that is none as an incident', async () => {
    const outcome = complete(() => {
      throw new AwsError('InvalidToken');
    });
    await expect(outcome).rejects.toMatchObject({ name: 'TaskTokenInvalid' });
  });

  it('passes other failures on, for another try', async () => {
    const outcome = complete(() => {
      throw new AwsError('ThrottlingException');
    });
    await expect(outcome).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('mailing through SES', () => {
  let ses: AwsEndpoint | undefined;
  afterEach(() => ses?.stop());
  const mail = { to: 'rosa@example.com', subject: 'Prüfung', text: 'text part', html: '<p>html part</p>' };

  it('sends both parts to one reader, without a configuration set that could track links', async () => {
    const sent: unknown[] = [];
    ses = await awsEndpoint((_operation, input) => {
      sent.push(input);
      return { MessageId: '1' };
    });
    await sesMailer(new SESv2Client(ses.client), 'slipway@example.com')(mail);
    expect(sent).toEqual([
      {
        FromEmailAddress: 'Slipway <slipway@example.com>',
        Destination: { ToAddresses: ['rosa@example.com'] },
        Content: {
          Simple: {
            Subject: { Data: 'Prüfung', Charset: 'UTF-8' },
            Body: {
              Text: { Data: 'text part', Charset: 'UTF-8' },
              Html: { Data: '<p>html part</p>', Charset: 'UTF-8' },
            },
          },
        },
      },
    ]);
  });

  it('says which mail was not taken, without the address', async () => {
    ses = await awsEndpoint(() => {
      throw new AwsError('MessageRejected');
    });
    const sending = sesMailer(new SESv2Client(ses.client), 'slipway@example.com')(mail);
    await expect(sending).rejects.toMatchObject({ name: 'MailNotSent', message: 'the mail "Prüfung" was not taken' });
  });
});
