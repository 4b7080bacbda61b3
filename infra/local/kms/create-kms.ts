import { type Access, type Call, type Service, ServiceError } from '../service.ts';
import { keyIdIn } from './ciphertext.ts';
import { createKeys, type Keys } from './keys.ts';
import { createOperations } from './operations.ts';
import { knownOperation } from './requests.ts';
import { aliasKind, keyKind } from './resources.ts';

export interface KmsDeps {
  /** Where keys are kept, one file each with mode 600. */
  readonly folder: string;
  /** Takes the policy of a key, by the key's ARN. In it, the resource `*` is this key. */
  registerPolicy(resourceArn: string, policy: unknown): void;
  /** In ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** KMS of the local cloud: real keys and real cryptography, on files that only this user may read. */
export const createKms = ({ folder, registerPolicy, now = Date.now }: KmsDeps): Service => {
  const keys = createKeys(folder, now);
  const operate = createOperations(keys);
  return {
    signingNames: ['kms'],
    resources: { 'AWS::KMS::Key': keyKind(keys, registerPolicy), 'AWS::KMS::Alias': aliasKind(keys) },
    access: async (call) => [await accessFor(keys, call)],
    handle: async (call) => ({
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(operate(knownOperation(call.operation), await call.json())),
    }),
  };
};

/** `kms:<Operation>` on the key, whatever name the call gives it, with the pairs of the encryption context. */
const accessFor = async (keys: Keys, call: Call): Promise<Access> => {
  const operation = knownOperation(call.operation);
  const { KeyId, CiphertextBlob, EncryptionContext, SigningAlgorithm } = await call.json();
  const named = KeyId ?? (CiphertextBlob && keyIdIn(Buffer.from(String(CiphertextBlob), 'base64')));
  if (typeof named !== 'string') throw new ServiceError('ValidationException', `${operation}: KeyId is missing`);
  const pairs = Object.entries((EncryptionContext ?? {}) as Record<string, unknown>).map(
    ([name, value]) => [`kms:EncryptionContext:${name}`, String(value)] as const,
  );
  const signing = SigningAlgorithm === undefined ? [] : [['kms:SigningAlgorithm', String(SigningAlgorithm)] as const];
  return {
    action: `kms:${operation}`,
    resource: keys.find(named).arn,
    context: Object.fromEntries([...pairs, ...signing]),
  };
};
