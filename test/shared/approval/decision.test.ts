import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Outcome } from '../../../shared/approval/decision.ts';
import type { ApprovalRequest } from '../../../shared/approval/schema.ts';
import type { Policy } from '../../../shared/policy/schema.ts';
import type { ModelVersion } from '../../../shared/registry/schema.ts';
import { aDecline, anApproval, aPolicy, aRequest, aSession, aVersion, later, NOW } from '../../support/approval.ts';

interface World {
  readonly request?: ApprovalRequest;
  readonly policy?: Policy;
  readonly now?: Date;
  readonly versions?: readonly ModelVersion[];
}

const approve = (subject: string, world: World = {}, person = aSession(subject), input = {}): Outcome => {
  const { request = aRequest(), policy = aPolicy(), now = NOW, versions = [aVersion()] } = world;
  return decide(request, person, anApproval(request, input), { policy, now, versions });
};

const code = (outcome: Outcome): string => (outcome.kind === 'refused' ? outcome.code : outcome.kind);

const nextOf = (outcome: Outcome): ApprovalRequest => {
  if (!('next' in outcome)) throw new Error(`nothing was decided: ${code(outcome)}`);
  return outcome.next;
};

describe('a decision', () => {
  it('by an approver who types the name is an approval with all that was said', () => {
    const outcome = approve('rosa', {}, aSession('rosa'), { comment: 'Fine.' });

    expect(nextOf(outcome)).toMatchObject({
      status: 'decided',
      outcome: 'approve',
      revision: 1,
      votes: [{ subject: 'rosa', name: 'Rosa Klein', decision: 'approve', comment: 'Fine.', at: NOW.toISOString() }],
    });
  });

  it('to decline ends the request at once, whatever the quorum', () => {
    const request = aRequest({ quorum: 3 });
    const outcome = decide(request, aSession('tom'), aDecline(request), {
      policy: aPolicy(),
      now: NOW,
      versions: [aVersion()],
    });

    expect(outcome).toMatchObject({ kind: 'declined', next: { status: 'decided', outcome: 'decline' } });
  });

  it('changes nothing of the request it was given', () => {
    const request = aRequest();
    const before = structuredClone(request);

    approve('rosa', { request });

    expect(request).toEqual(before);
  });
});

describe('attacks on a decision', () => {
  const voted = nextOf(approve('rosa'));

  it('X-06 a replay by the same person answers what is on record', () => {
    expect(approve('rosa', { request: voted })).toMatchObject({ kind: 'recorded', vote: { subject: 'rosa' } });
  });

  it('X-07 a replay with the other decision is refused', () => {
    const outcome = decide(voted, aSession('rosa'), aDecline(voted), {
      policy: aPolicy(),
      now: NOW,
      versions: [aVersion()],
    });
    expect(code(outcome)).toBe('already-decided');
  });

  it('X-09 the second of two people is told that it was decided', () => {
    expect(code(approve('tom', { request: voted }))).toBe('already-decided');
  });

  it.each([
    ['one second before', -1, 'approved'],
    ['at', 0, 'expired'],
    ['after', 1, 'expired'],
  ])('X-10 %s the expiry: %s s gives %s', (_when, seconds, expected) => {
    const request = aRequest();
    const now = later(72 * 3600 + seconds);
    const fresh = aSession('rosa', { signedInAt: now.getTime() / 1000 - 10 });
    expect(code(approve('rosa', { request, now }, fresh))).toBe(expected);
  });

  it.each([
    ['missing', undefined],
    ['NaN', Number.NaN],
    ['text', '1790000000'],
    ['negative', -1],
    ['the year 9999', 253402300799],
    ['an impossible date', '2026-02-30'],
    ['a fraction', NOW.getTime() / 1000 + 0.5],
    ['endless', Number.POSITIVE_INFINITY],
  ])('X-11 an expiry that is %s is expired', (_what, expiresAt) => {
    const request = { ...aRequest(), expiresAt } as ApprovalRequest;
    expect(code(approve('rosa', { request }))).toBe('expired');
  });

  it('X-12 an older version is refused once a newer one came in', () => {
    const newer = aVersion({ version: '1.3.9', receivedAt: '2026-11-23T09:00:00.000Z', state: 'validated' });
    expect(code(approve('rosa', { versions: [aVersion(), newer] }))).toBe('superseded');
  });

  it.each(['received', 'refused', 'failed', 'declined', 'withdrawn'] as const)(
    'X-12 a newer version that is only %s supersedes nothing',
    (state) => {
      const newer = aVersion({ version: '1.5.0', receivedAt: '2026-11-23T09:00:00.000Z', state });
      expect(code(approve('rosa', { versions: [aVersion(), newer] }))).toBe('approved');
    },
  );

  const other = 'f'.repeat(64);
  it.each([
    ['artefact', { files: { ...aVersion().files, model: { ...aVersion().files.model, sha256: other } } }],
    ['manifest', { manifest: { ...aVersion().manifest, sha256: other } }],
    ['policy', { policy: { version: 12, sha256: other } }],
    ['scan report', { evidence: { ...aVersion().evidence, validation: other } }],
    ['evaluation', { evidence: { ...aVersion().evidence, evaluation: other } }],
    ['revision', { revision: 6 }],
    ['state', { state: 'failed' as const }],
    ['request', { approval: { requestId: 'B'.repeat(22), expiresAt: 1 } }],
  ])('X-13, X-14 another %s than the one asked about is refused', (_what, change) => {
    expect(code(approve('rosa', { versions: [aVersion(change)] }))).toBe('not-current');
  });

  it('X-16 a page that showed something else is refused', () => {
    expect(code(approve('rosa', {}, aSession('rosa'), { shown: other }))).toBe('changed');
  });

  it('X-28 the submitter cannot approve', () => {
    expect(code(approve('grace'))).toBe('self-approval');
  });

  it.each([
    ['a second address, same person', aSession('grace', { email: 'g.lind@elsewhere.example' })],
    ['upper case', aSession('otto', { email: 'GRACE@EXAMPLE.COM' })],
    ['a new account with the submitter address', aSession('stranger', { email: 'grace@example.com' })],
  ])('X-29 the submitter through %s cannot approve', (_how, person) => {
    const policy = aPolicy({ groups: { 'model-risk': ['grace', 'otto', 'rosa'], business: ['tom'] } });
    expect(code(approve(person.subject, { policy }, person))).toBe('self-approval');
  });

  it('X-29 a submitter who is not among the people is still known by address', () => {
    const request = aRequest({ submitter: 'Agency@Partner.example' });
    const person = aSession('rosa', { email: 'agency@partner.example' });
    expect(code(approve('rosa', { request }, person))).toBe('self-approval');
  });

  it('X-30 a member of the team who is also in the group cannot approve', () => {
    expect(code(approve('ada'))).toBe('self-approval');
  });

  it('X-30 nor can a colleague from another team of the submitter', () => {
    const policy = aPolicy({ teams: { lending: { members: ['ada'] }, fraud: { members: ['grace', 'tom'] } } });
    expect(code(approve('tom', { policy }))).toBe('self-approval');
  });

  it('X-31 somebody removed from the group cannot approve', () => {
    const policy = aPolicy({ groups: { 'model-risk': ['mina'], business: ['tom'] } });
    expect(code(approve('rosa', { policy }))).toBe('not-an-approver');
  });

  it('X-32 the same person counts once, through any number of sessions', () => {
    const request = aRequest({ quorum: 2 });
    const first = approve('rosa', { request });
    expect(first).toMatchObject({ kind: 'counted', missing: 1, next: { status: 'pending' } });
    const second = approve('rosa', { request: nextOf(first) }, aSession('rosa', { csrf: 'another' }));
    expect(second.kind).toBe('recorded');
  });

  it('X-32 a second approval on the page from before the first is refused, and counts once it saw it', () => {
    const request = aRequest({ quorum: 2 });
    const next = nextOf(approve('rosa', { request }));
    const stale = decide(next, aSession('tom'), anApproval(request), {
      policy: aPolicy(),
      now: NOW,
      versions: [aVersion()],
    });
    expect(code(stale)).toBe('changed');
    expect(approve('tom', { request: next })).toMatchObject({ kind: 'approved', next: { votes: [{}, {}] } });
  });

  it('an approval no longer counts when its giver left the group meanwhile', () => {
    const next = nextOf(approve('rosa', { request: aRequest({ quorum: 2 }) }));
    const policy = aPolicy({ groups: { 'model-risk': ['mina'], business: ['tom'] } });
    expect(approve('tom', { request: next, policy })).toMatchObject({ kind: 'counted', missing: 1 });
  });

  it('a sign-in older than the tier allows must be renewed', () => {
    const person = aSession('rosa', { signedInAt: NOW.getTime() / 1000 - 301 });
    expect(code(approve('rosa', {}, person))).toBe('sign-in-too-old');
  });

  it.each(['Credit-Risk', 'credit-risk2', 'ｃredit-risk', ''])('a name typed as "%s" approves nothing', (name) => {
    expect(code(approve('rosa', {}, aSession('rosa'), { name }))).toBe('name-differs');
  });

  it('to decline without a reason is refused', () => {
    const request = aRequest();
    const outcome = decide(request, aSession('rosa'), aDecline(request, { comment: '' }), {
      policy: aPolicy(),
      now: NOW,
      versions: [aVersion()],
    });
    expect(code(outcome)).toBe('comment-needed');
  });

  it.each(['withdrawn', 'expired'] as const)('a request that is %s stays so', (status) => {
    expect(code(approve('rosa', { request: aRequest({ status }) }))).toBe(status);
  });
});

describe('laws of deciding', () => {
  const subjects = ['grace', 'ada', 'rosa', 'mina', 'tom', 'otto'];
  const step = fc.record({
    subject: fc.constantFrom(...subjects),
    decision: fc.constantFrom('approve' as const, 'decline' as const),
    stale: fc.boolean(),
  });

  it('no order of tries approves with fewer than the quorum of people from outside the team, or after a decline', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (steps, quorum) => {
        const first = aRequest({ quorum });
        let request = first;
        for (const { subject, decision, stale } of steps) {
          const page = stale ? first : request;
          const input = decision === 'approve' ? anApproval(page) : aDecline(page);
          const outcome = decide(request, aSession(subject), input, {
            policy: aPolicy(),
            now: NOW,
            versions: [aVersion()],
          });
          if ('next' in outcome) request = outcome.next;
        }
        const people = new Set(request.votes.map((vote) => vote.subject));
        expect(people.size).toBe(request.votes.length);
        expect([...people].every((subject) => ['rosa', 'mina', 'tom'].includes(subject))).toBe(true);
        if (request.outcome === 'approve') {
          expect(people.size).toBe(quorum);
          expect(request.votes.every((vote) => vote.decision === 'approve')).toBe(true);
        }
        expect(request.status === 'decided').toBe(request.outcome !== undefined);
      }),
    );
  });
});
