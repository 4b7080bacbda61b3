import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../../shared/approval/schema.ts';
import {
  decisionProblem,
  preAuthenticationEncoding,
  sign,
  signatureProblem,
  statementOf,
} from '../../../shared/approval/statement.ts';
import { aRequest, aVersion, NOW } from '../../support/approval.ts';
import { memoryKey } from '../../support/memory/signing.ts';

const key = memoryKey('key');
const vote = {
  subject: 'rosa',
  name: 'Rosa Klein',
  at: NOW.toISOString(),
  decision: 'approve' as const,
  comment: 'Fine.',
};

const signed = async (over: Partial<ApprovalRequest> = {}): Promise<ApprovalRequest> => {
  const request = aRequest({ status: 'decided', outcome: 'approve', votes: [vote], ...over });
  return { ...request, statement: await sign(request, key.signer) };
};

describe('a decision statement', () => {
  it('encodes as DSSE does in its own example', () => {
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('is an in-toto statement about the artefact', async () => {
    const { statement } = await signed();
    const payload = JSON.parse(Buffer.from(statement?.payload ?? '', 'base64').toString('utf8'));
    expect(payload).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'lending/credit-risk@1.4.0', digest: { sha256: aVersion().files.model.sha256 } }],
      predicateType: 'urn:slipway:approval-decision:v1',
      predicate: { environment: 'production', outcome: 'approve', requester: 'grace@example.com', votes: [vote] },
    });
  });

  it('decides the version it is about', async () => {
    expect(await decisionProblem(await signed(), aVersion(), key.verify)).toBeUndefined();
  });

  it('still holds after book-keeping', async () => {
    const request = await signed();
    const kept = {
      ...request,
      revision: 9,
      taskToken: undefined,
      deliveredAt: NOW.toISOString(),
      remindedAt: NOW.toISOString(),
    };
    expect(await signatureProblem(kept, key.verify)).toBeUndefined();
  });

  it('A-10 does not hold once any part of what was bound is different', async () => {
    const request = await signed();
    const { predicate } = statementOf(request);
    const fields = Object.keys(predicate).map((field) => (field === 'requester' ? 'submitter' : field));
    for (const field of fields) {
      const value = request[field as keyof ApprovalRequest];
      const other =
        typeof value === 'number'
          ? value + 1
          : Array.isArray(value)
            ? []
            : typeof value === 'object'
              ? { ...value, artefact: 'f'.repeat(64) }
              : `${value}x`;
      const changed = { ...request, [field]: other } as ApprovalRequest;
      expect(await signatureProblem(changed, key.verify), field).toBe('the signed statement says something else');
    }
  });

  it('does not hold with a changed signature, payload or payload type', async () => {
    const request = await signed();
    const { statement } = request;
    if (!statement) throw new Error('not signed');
    const [first] = statement.signatures;
    const damaged = [
      { ...statement, signatures: [{ keyid: 'key', sig: `${first?.sig.slice(0, -8)}AAAAAAA=` }] },
      { ...statement, payloadType: 'text/plain' as 'application/vnd.in-toto+json' },
      { ...statement, payload: Buffer.from('{}').toString('base64') },
    ];
    for (const other of damaged)
      expect(await signatureProblem({ ...request, statement: other }, key.verify)).not.toBeUndefined();
  });

  it('that is still open decides nothing', async () => {
    const request = await signed({ status: 'pending', outcome: undefined });
    expect(await decisionProblem(request, aVersion(), key.verify)).toBe('it is not decided');
  });
});
