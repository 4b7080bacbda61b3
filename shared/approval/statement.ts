import { canonicalJson, sha256 } from '../kernel/canonical.ts';
import { epochSeconds } from '../kernel/clock.ts';
import { type ModelVersion, versionKey } from '../registry/schema.ts';
import type { Signer, VerifySignature } from './ports.ts';
import { boundOf } from './request.ts';
import type { ApprovalRequest, SignedStatement } from './schema.ts';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Predicate of our statements: what was asked, of whom, and how it was answered. */
const PREDICATE_TYPE = 'urn:slipway:approval-decision:v1';

/**
 * The in-toto Statement v1 of a request as it stands: subject is the artefact's digest, the predicate holds everything
 * the approval is bound to and every vote. Book-keeping (revision, token, deliveries) is not part of it.
 */
export const statementOf = (request: ApprovalRequest) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: versionKey(request), digest: { sha256: request.bound.artefact } }],
  predicateType: PREDICATE_TYPE,
  predicate: {
    requestId: request.requestId,
    team: request.team,
    model: request.model,
    version: request.version,
    versionRevision: request.versionRevision,
    environment: request.environment,
    risk: request.risk,
    bound: request.bound,
    policyVersion: request.policyVersion,
    quorum: request.quorum,
    groups: request.groups,
    requester: request.submitter,
    requestedAt: request.requestedAt,
    expiresAt: request.expiresAt,
    outcome: request.outcome ?? 'open',
    votes: request.votes,
  },
});

/** DSSE pre-authentication encoding: what is signed, so that type and payload cannot be confused. */
export const preAuthenticationEncoding = (payloadType: string, payload: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `, 'utf8'),
    payload,
  ]);

/** Signs the request as it stands. */
export const sign = async (request: ApprovalRequest, signer: Signer): Promise<SignedStatement> => {
  const payload = Buffer.from(canonicalJson(statementOf(request)), 'utf8');
  const signature = await signer.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload));
  return {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [{ keyid: signer.keyId, sig: signature }],
  };
};

/** Digest by which records name a statement. */
export const statementDigest = (statement: SignedStatement): string => sha256(Buffer.from(statement.payload, 'base64'));

/** Why the request's signature does not cover what the request says; `undefined` when it does. */
export const signatureProblem = async (
  request: ApprovalRequest,
  verify: VerifySignature,
): Promise<string | undefined> => {
  const { statement } = request;
  const signature = statement?.signatures[0];
  if (!statement || !signature) return 'it is not signed';
  const payload = Buffer.from(statement.payload, 'base64');
  if (payload.toString('utf8') !== canonicalJson(statementOf(request)))
    return 'the signed statement says something else';
  return (await verify(signature.keyid, preAuthenticationEncoding(statement.payloadType, payload), signature.sig))
    ? undefined
    : 'the signature is not one of the pinned key';
};

/**
 * Why a decided request does not decide this version; `undefined` when it does. To be asked again before deploying, with
 * the digests of the bytes at hand.
 */
export const decisionProblem = async (
  request: ApprovalRequest,
  version: ModelVersion,
  verify: VerifySignature,
): Promise<string | undefined> => {
  if (request.status !== 'decided' || request.outcome === undefined) return 'it is not decided';
  if (versionKey(request) !== versionKey(version)) return 'it is about another version';
  if (version.approval?.requestId !== request.requestId) return 'the version waits for another request';
  const bound = boundOf(version);
  if (!bound || canonicalJson(bound) !== canonicalJson(request.bound)) return 'what was approved is not what is there';
  if (request.votes.some(({ at }) => !(epochSeconds(new Date(at)) < request.expiresAt)))
    return 'it was decided too late';
  if (!holds(request)) return 'its votes do not make its outcome';
  return signatureProblem(request, verify);
};

const holds = ({ outcome, votes, quorum }: ApprovalRequest): boolean => {
  const declined = votes.some(({ decision }) => decision === 'decline');
  const people = new Set(votes.map(({ subject }) => subject));
  return outcome === 'decline' ? declined : !declined && people.size >= quorum && people.size === votes.length;
};
