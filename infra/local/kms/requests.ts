import * as z from 'zod';
import { NotImplementedLocally, ServiceError } from '../service.ts';

const KeyId = z.string().min(1).max(2048);
const bytes = (longest: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine(({ length }) => length >= 1 && length <= longest, `must be 1 to ${longest} bytes`);
const context = z.record(z.string(), z.string()).default({});
const symmetric = z.literal('SYMMETRIC_DEFAULT').optional();
const message = {
  KeyId,
  Message: bytes(4096),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
};
const dataKey = z.strictObject({
  KeyId,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: context,
});

/** What each operation may be asked; a field that is not here is refused by name. */
const REQUESTS = {
  DescribeKey: z.strictObject({ KeyId }),
  GetPublicKey: z.strictObject({ KeyId }),
  Sign: z.strictObject(message),
  Verify: z.strictObject({ ...message, Signature: bytes(6144) }),
  Encrypt: z.strictObject({
    KeyId,
    Plaintext: bytes(4096),
    EncryptionContext: context,
    EncryptionAlgorithm: symmetric,
  }),
  Decrypt: z.strictObject({
    KeyId: KeyId.optional(),
    CiphertextBlob: bytes(6144),
    EncryptionContext: context,
    EncryptionAlgorithm: symmetric,
  }),
  GenerateDataKey: dataKey,
  GenerateDataKeyWithoutPlaintext: dataKey,
  GenerateMac: z.strictObject({ KeyId, Message: bytes(4096), MacAlgorithm: z.string() }),
  VerifyMac: z.strictObject({ KeyId, Message: bytes(4096), MacAlgorithm: z.string(), Mac: bytes(6144) }),
};

export type Operation = keyof typeof REQUESTS;
export type Request<Name extends Operation> = z.output<(typeof REQUESTS)[Name]>;

/** Refuses by name an operation that the local KMS does not have. */
export const knownOperation = (operation: string): Operation => {
  if (Object.hasOwn(REQUESTS, operation)) return operation as Operation;
  throw new NotImplementedLocally(`the KMS operation ${operation}`);
};

/** A request's body, checked. @throws ServiceError ValidationException */
export const parseRequest = <Name extends Operation>(operation: Name, body: unknown): Request<Name> => {
  const parsed = REQUESTS[operation].safeParse(body);
  if (parsed.success) return parsed.data as Request<Name>;
  throw new ServiceError('ValidationException', `${operation}: ${z.prettifyError(parsed.error)}`);
};
