import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListKeysCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKms } from '../../../../infra/local/kms/create-kms.ts';
import { signDigest, verifyDigest } from '../../../../infra/local/kms/ecdsa.ts';
import { keyArn, keyIdOf } from '../../../../infra/local/kms/keys.ts';
import { anyone, type Served, serve } from '../support/serve.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-kms-'));
const policies = new Map<string, unknown>();
const make = async (kms: ReturnType<typeof createKms>, name: string, properties: Record<string, unknown>) =>
  kms.resources['AWS::KMS::Key']?.create({ logicalId: name, type: 'AWS::KMS::Key', name, properties });

const open = async () => {
  const kms = createKms({ folder, registerPolicy: (arn, policy) => policies.set(arn, policy) });
  await make(kms, 'Signing', {
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
    KeyPolicy: { Statement: [] },
    Description: 'signs',
  });
  await make(kms, 'Table', { EnableKeyRotation: true });
  await make(kms, 'Other', {});
  await make(kms, 'Mac', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  await make(kms, 'Off', { Enabled: false });
  await kms.resources['AWS::KMS::Alias']?.create({
    logicalId: 'Alias',
    type: 'AWS::KMS::Alias',
    name: 'alias/table',
    properties: { TargetKeyId: keyArn(keyIdOf('Table')) },
  });
  return { kms, served: await serve(kms) };
};

let served: Served;
let client: KMSClient;
let kms: ReturnType<typeof createKms>;
beforeAll(async () => {
  ({ kms, served } = await open());
  client = new KMSClient({ endpoint: served.endpoint, ...anyone });
});
afterAll(async () => {
  client.destroy();
  await served.close();
  rmSync(folder, { recursive: true });
});

const signing = keyIdOf('Signing');
const table = keyIdOf('Table');
const SigningAlgorithm = 'ECDSA_SHA_256';
const message = Buffer.from('approve care-demand@2');
const digest = createHash('sha256').update(message).digest();

describe('signatures', () => {
  it('verify with the public key alone, whether KMS or the caller hashed', async () => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: signing }));
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    for (const input of [{ Message: message }, { Message: digest, MessageType: 'DIGEST' }] as const) {
      const { Signature } = await client.send(new SignCommand({ KeyId: signing, SigningAlgorithm, ...input }));
      expect(verify('sha256', message, key, Signature ?? new Uint8Array())).toBe(true);
      const verified = await client.send(
        new VerifyCommand({ KeyId: signing, SigningAlgorithm, Message: message, Signature }),
      );
      expect(verified.SignatureValid).toBe(true);
    }
  });

  it('refuses a signature of something else', async () => {
    const { Signature } = await client.send(new SignCommand({ KeyId: signing, SigningAlgorithm, Message: message }));
    const other = Buffer.from('approve care-demand@3');
    await expect(
      client.send(new VerifyCommand({ KeyId: signing, SigningAlgorithm, Message: other, Signature })),
    ).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
  });

  it('agree with OpenSSL in both directions, for any message', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
    fc.assert(
      fc.property(fc.uint8Array(), (any) => {
        const hashed = createHash('sha256').update(any).digest();
        expect(verify('sha256', any, publicKey, signDigest(hashed, secret))).toBe(true);
        expect(verifyDigest(hashed, sign('sha256', any, privateKey), secret)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('accepts no other bytes for a signature', () => {
    const secret = createHash('sha256').update('a secret for this test').digest();
    const signature = signDigest(digest, secret);
    expect(verifyDigest(digest, signature, secret)).toBe(true);
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const tampered = Buffer.from(signature);
        tampered[at] = (tampered[at] ?? 0) ^ change;
        expect(verifyDigest(digest, tampered, secret)).toBe(false);
      }),
      { numRuns: 200 },
    );
    expect(verifyDigest(digest, Buffer.concat([signature, Buffer.from([0])]), secret)).toBe(false);
  });
});

describe('encryption', () => {
  it('gives back what went in, under the same context only', async () => {
    const EncryptionContext = { table: 'audit', row: '1' };
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: 'alias/table', Plaintext: message, EncryptionContext }),
    );
    const opened = await client.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { row: '1', table: 'audit' } }),
    );
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(message);
    expect(opened.KeyId).toBe(keyArn(table));
    await expect(client.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
    await expect(
      client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: keyIdOf('Other') })),
    ).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  it('refuses a ciphertext that was tampered with', async () => {
    const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: table, Plaintext: message }));
    const tampered = Buffer.from(CiphertextBlob ?? []);
    tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
    await expect(client.send(new DecryptCommand({ CiphertextBlob: tampered }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  it('makes data keys, with or without showing them', async () => {
    const shown = await client.send(new GenerateDataKeyCommand({ KeyId: table, KeySpec: 'AES_256' }));
    expect(shown.Plaintext).toHaveLength(32);
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: shown.CiphertextBlob }));
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Buffer.from(shown.Plaintext ?? []));
    const hidden = await client.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: table, NumberOfBytes: 64 }));
    expect(hidden).not.toHaveProperty('Plaintext');
    const later = await client.send(new DecryptCommand({ CiphertextBlob: hidden.CiphertextBlob }));
    expect(later.Plaintext).toHaveLength(64);
  });
});

describe('keys', () => {
  it('make and check message authentication codes', async () => {
    const mac = { KeyId: keyIdOf('Mac'), MacAlgorithm: 'HMAC_SHA_256', Message: message } as const;
    const { Mac } = await client.send(new GenerateMacCommand(mac));
    expect((await client.send(new VerifyMacCommand({ ...mac, Mac }))).MacValid).toBe(true);
    await expect(client.send(new VerifyMacCommand({ ...mac, Message: digest, Mac }))).rejects.toMatchObject({
      name: 'KMSInvalidMacException',
    });
  });

  it('describe themselves', async () => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: keyArn(signing) }));
    expect(KeyMetadata).toMatchObject({
      KeyId: signing,
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: [SigningAlgorithm],
      Enabled: true,
      Description: 'signs',
    });
    expect(policies.get(keyArn(signing))).toEqual({ Statement: [] });
  });

  it('refuse the wrong use, a disabled key, an unknown key, and what is not here', async () => {
    const name = (call: Promise<unknown>) => call.catch((error: Error) => error.name);
    expect(await name(client.send(new SignCommand({ KeyId: table, SigningAlgorithm, Message: message })))).toBe(
      'InvalidKeyUsageException',
    );
    expect(await name(client.send(new EncryptCommand({ KeyId: keyIdOf('Off'), Plaintext: message })))).toBe(
      'DisabledException',
    );
    expect(await name(client.send(new DescribeKeyCommand({ KeyId: 'none' })))).toBe('NotFoundException');
    expect(await name(client.send(new ListKeysCommand()))).toBe('NotImplementedLocally');
    await expect(make(kms, 'Rsa', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })).rejects.toThrow(/RSA_2048/);
  });

  it('keep their secrets in files that only this user may read, and survive a restart', async () => {
    const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: table, Plaintext: message }));
    const files = readdirSync(folder);
    expect(files).toContain(`${table}.json`);
    for (const file of files) expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
    const again = await open();
    const second = new KMSClient({ endpoint: again.served.endpoint, ...anyone });
    const opened = await second.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(message);
    second.destroy();
    await again.served.close();
  });

  it('ask for the IAM action on the key, whatever it is called', async () => {
    const before = served.accesses.length;
    const EncryptionContext = { table: 'audit' };
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: 'alias/table', Plaintext: message, EncryptionContext }),
    );
    await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    const context = { 'kms:EncryptionContext:table': 'audit' };
    expect(served.accesses.slice(before)).toEqual([
      [{ action: 'kms:Encrypt', resource: keyArn(table), context }],
      [{ action: 'kms:Decrypt', resource: keyArn(table), context }],
    ]);
  });
});
