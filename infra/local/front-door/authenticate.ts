import { createHash } from 'node:crypto';
import { type Caller, ServiceError } from '../service.ts';
import type { KeyRing } from './credentials.ts';
import { type Claim, readClaim, type SignedRequest, verifySignature } from './signature.ts';

/** Who an access key belongs to. @throws ServiceError when there is no such key */
export const identityOf = (keys: KeyRing, { accessKeyId, service }: Claim) => {
  const identity = keys.identify(accessKeyId);
  if (identity) return identity;
  const code = service === 's3' ? 'InvalidAccessKeyId' : 'UnrecognizedClientException';
  throw new ServiceError(
    code,
    `The local cloud has no access key ${accessKeyId}: use slipway-local, or a role's.`,
    403,
  );
};

/** Who signed a whole request, for servers beside the front door. @throws ServiceError when nobody did, or wrongly */
export const authenticate = (
  keys: KeyRing,
  request: SignedRequest & { readonly body: Buffer },
  service: string,
  now: Date,
): Caller => {
  const claim = readClaim(request);
  if (claim?.service !== service) throw new ServiceError('MissingAuthenticationToken', 'Forbidden', 403);
  const { caller, secret } = identityOf(keys, claim);
  verifySignature(request, claim, secret, createHash('sha256').update(request.body).digest('hex'), now);
  return caller;
};
