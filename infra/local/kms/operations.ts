import { createHash, createHmac, createPrivateKey, createPublicKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { ACCOUNT, ServiceError } from '../service.ts';
import { decrypt, encrypt, keyIdIn } from './ciphertext.ts';
import { signDigest, verifyDigest } from './ecdsa.ts';
import { type Key, type Keys, privateNumber, SPECS, type Usage } from './keys.ts';
import { type Operation, parseRequest, type Request } from './requests.ts';

type Body = Readonly<Record<string, unknown>>;

const base64 = (bytes: Buffer): string => bytes.toString('base64');

const requireAlgorithm = (key: Key, algorithm: string): void => {
  if (!(SPECS[key.spec].algorithms as readonly string[]).includes(algorithm))
    throw new ServiceError('InvalidKeyUsageException', `${key.arn} is ${key.spec}, which ${algorithm} cannot use.`);
};

/** What an ECDSA signature is of: SHA-256 of the message, by KMS or by the caller. */
const digestOf = ({ Message, MessageType }: Request<'Sign'>): Buffer => {
  if (MessageType === 'RAW') return createHash('sha256').update(Message).digest();
  if (Message.length === 32) return Message;
  throw new ServiceError('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
};

const metadata = ({ id, arn, spec, description, enabled, created }: Key): Body => {
  const { usage, algorithms } = SPECS[spec];
  const use = { ENCRYPT_DECRYPT: 'Encryption', SIGN_VERIFY: 'Signing', GENERATE_VERIFY_MAC: 'Mac' }[usage];
  return {
    AWSAccountId: ACCOUNT,
    KeyId: id,
    Arn: arn,
    CreationDate: created / 1000,
    Enabled: enabled,
    Description: description,
    KeyUsage: usage,
    KeyState: enabled ? 'Enabled' : 'Disabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    [`${use}Algorithms`]: algorithms,
    MultiRegion: false,
  };
};

/** Answers each operation; errors are `ServiceError`s with the service's own codes. */
export const createOperations = (keys: Keys) => {
  const usable = (named: string, usage: Usage): Key => {
    const key = keys.find(named);
    if (!key.enabled) throw new ServiceError('DisabledException', `${key.arn} is disabled.`);
    if (SPECS[key.spec].usage === usage) return key;
    throw new ServiceError(
      'InvalidKeyUsageException',
      `${key.arn} key usage is ${SPECS[key.spec].usage}, not ${usage}.`,
    );
  };

  const newDataKey = (request: Request<'GenerateDataKey'>) => {
    const { KeyId, KeySpec, NumberOfBytes } = request;
    if ((KeySpec === undefined) === (NumberOfBytes === undefined))
      throw new ServiceError('ValidationException', 'Please specify either number of bytes or key spec.');
    const key = usable(KeyId, 'ENCRYPT_DECRYPT');
    const plaintext = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
    const CiphertextBlob = base64(encrypt(key, plaintext, request.EncryptionContext));
    return { plaintext, sealed: { KeyId: key.arn, CiphertextBlob } };
  };

  const mac = ({ KeyId, Message, MacAlgorithm }: Request<'GenerateMac'>) => {
    const key = usable(KeyId, 'GENERATE_VERIFY_MAC');
    requireAlgorithm(key, MacAlgorithm);
    return { key, found: createHmac('sha256', key.material).update(Message).digest() };
  };

  const handlers: { readonly [Name in Operation]: (request: Request<Name>) => Body } = {
    DescribeKey: ({ KeyId }) => ({ KeyMetadata: metadata(keys.find(KeyId)) }),
    GetPublicKey: ({ KeyId }) => {
      const key = usable(KeyId, 'SIGN_VERIFY');
      const privateKey = createPrivateKey({ key: key.material, format: 'der', type: 'pkcs8' });
      return {
        KeyId: key.arn,
        PublicKey: base64(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
        CustomerMasterKeySpec: key.spec,
        KeySpec: key.spec,
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: SPECS[key.spec].algorithms,
      };
    },
    Sign: (request) => {
      const key = usable(request.KeyId, 'SIGN_VERIFY');
      requireAlgorithm(key, request.SigningAlgorithm);
      const Signature = base64(signDigest(digestOf(request), privateNumber(key)));
      return { KeyId: key.arn, Signature, SigningAlgorithm: request.SigningAlgorithm };
    },
    Verify: (request) => {
      const key = usable(request.KeyId, 'SIGN_VERIFY');
      requireAlgorithm(key, request.SigningAlgorithm);
      if (!verifyDigest(digestOf(request), request.Signature, privateNumber(key)))
        throw new ServiceError('KMSInvalidSignatureException', 'The signature does not fit the message and the key.');
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: request.SigningAlgorithm };
    },
    Encrypt: ({ KeyId, Plaintext, EncryptionContext }) => {
      const key = usable(KeyId, 'ENCRYPT_DECRYPT');
      const CiphertextBlob = base64(encrypt(key, Plaintext, EncryptionContext));
      return { KeyId: key.arn, CiphertextBlob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
    Decrypt: ({ KeyId, CiphertextBlob, EncryptionContext }) => {
      const key = usable(KeyId ?? keyIdIn(CiphertextBlob), 'ENCRYPT_DECRYPT');
      if (key.id !== keyIdIn(CiphertextBlob))
        throw new ServiceError(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        );
      const Plaintext = base64(decrypt(key, CiphertextBlob, EncryptionContext));
      return { KeyId: key.arn, Plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
    GenerateDataKey: (request) => {
      const { plaintext, sealed } = newDataKey(request);
      return { ...sealed, Plaintext: base64(plaintext) };
    },
    GenerateDataKeyWithoutPlaintext: (request) => newDataKey(request).sealed,
    GenerateMac: (request) => {
      const { key, found } = mac(request);
      return { KeyId: key.arn, Mac: base64(found), MacAlgorithm: request.MacAlgorithm };
    },
    VerifyMac: ({ Mac, ...request }) => {
      const { key, found } = mac(request);
      if (Mac.length !== found.length || !timingSafeEqual(Mac, found))
        throw new ServiceError('KMSInvalidMacException', 'The MAC does not fit the message and the key.');
      return { KeyId: key.arn, MacValid: true, MacAlgorithm: request.MacAlgorithm };
    },
  };

  return <Name extends Operation>(operation: Name, body: unknown): Body =>
    handlers[operation](parseRequest(operation, body));
};
