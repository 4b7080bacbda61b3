import { describe, expect, it } from 'vitest';
import { sign } from '../../shared/approval/statement.ts';
import { aRequest, later, NOW, REQUEST_ID } from '../support/approval.ts';
import { memoryKey } from '../support/memory/signing.ts';
import { aFlow } from './approval-flow.world.ts';

const decided = async (input = {}) => {
  const flow = aFlow();
  await flow.request();
  await flow.vote('rosa', input);
  return flow;
};

describe('confirming a decision', () => {
  it('moves the version to approved, once', async () => {
    const flow = await decided();

    expect(await flow.confirm()).toEqual({ kind: 'approved', requestId: REQUEST_ID });
    expect(await flow.confirm()).toEqual({ kind: 'approved', requestId: REQUEST_ID });

    expect(await flow.stateOf()).toBe('approved');
    expect(flow.registry.records.at(-1)).toMatchObject({
      type: 'model.approved',
      reason: { text: 'approved by Rosa Klein' },
      refs: { requestId: REQUEST_ID, statement: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('moves a declined version, with the reason given', async () => {
    const flow = await decided({ decision: 'decline', name: '', comment: 'The holdout is too old.' });
    expect(await flow.confirm()).toMatchObject({ kind: 'declined' });
    expect(flow.registry.records.at(-1)).toMatchObject({
      type: 'model.declined',
      reason: { code: 'declined', text: 'The holdout is too old.' },
    });
  });

  it('R-30 ends request and version together when the time is over', async () => {
    const flow = aFlow();
    await flow.request();
    flow.state.now = later(72 * 3600);
    expect(await flow.confirm()).toMatchObject({ kind: 'expired' });
    expect(await flow.stateOf()).toBe('expired');
    expect(await flow.current()).toMatchObject({ status: 'expired', taskToken: undefined });
    flow.state.now = NOW;
    expect(await flow.confirm()).toMatchObject({ kind: 'expired' });
  });

  it('X-43 a machine that wakes without a decision gets none', async () => {
    const flow = aFlow();
    await flow.request();
    await expect(flow.confirm()).rejects.toMatchObject({ name: 'DecisionNotValid' });
    expect(await flow.stateOf()).toBe('awaiting-approval');
  });

  it('X-44 a decision written into the table by hand does not hold', async () => {
    const flow = aFlow();
    await flow.request();
    const vote = {
      subject: 'rosa',
      name: 'Rosa Klein',
      at: NOW.toISOString(),
      decision: 'approve' as const,
      comment: '',
    };
    flow.approvals.tamper({ ...(await flow.current()), status: 'decided', outcome: 'approve', votes: [vote] });
    await expect(flow.confirm()).rejects.toThrow('it is not signed');
  });

  it('X-44 nor does a signed one that was edited', async () => {
    const flow = await decided({ decision: 'decline', name: '', comment: 'No.' });
    const request = await flow.current();
    const votes = request.votes.map((vote) => ({ ...vote, decision: 'approve' as const }));
    flow.approvals.tamper({ ...request, outcome: 'approve', votes });
    await expect(flow.confirm()).rejects.toThrow('says something else');
  });

  it('X-45 nor one that another key signed', async () => {
    const flow = await decided();
    const request = await flow.current();
    for (const keyId of ['key', 'other']) {
      flow.approvals.tamper({ ...request, statement: await sign(request, memoryKey(keyId).signer) });
      await expect(flow.confirm()).rejects.toThrow('not one of the pinned key');
    }
  });

  it('X-45 nor one copied from another request, version or environment', async () => {
    const flow = await decided();
    const request = await flow.current();
    const others = [
      { ...request, requestId: 'B'.repeat(22) },
      { ...request, version: '1.3.0' },
      { ...request, environment: 'staging' as 'production' },
      { ...request, bound: { ...request.bound, artefact: 'e'.repeat(64) } },
    ];
    for (const other of others) {
      flow.approvals.tamper({ ...request, statement: await sign(other, flow.key.signer) });
      await expect(flow.confirm()).rejects.toThrow('says something else');
    }
  });

  it.each(['evaluation', 'declared'] as const)('X-14 nor one on bytes other than those there now: %s', async (what) => {
    const flow = await decided();
    const request = await flow.current();
    const other = { ...request, bound: { ...request.bound, [what]: 'e'.repeat(64) } };
    flow.approvals.tamper({ ...other, statement: await sign(other, flow.key.signer) });
    await expect(flow.confirm()).rejects.toThrow('what was approved is not what is there');
  });

  it('nor one with fewer people than asked, or one made after the expiry', async () => {
    const flow = await decided();
    const request = await flow.current();
    const short = { ...request, quorum: 2 };
    flow.approvals.tamper({ ...short, statement: await sign(short, flow.key.signer) });
    await expect(flow.confirm()).rejects.toThrow('votes do not make its outcome');
    const late = { ...request, expiresAt: NOW.getTime() / 1000 };
    flow.approvals.tamper({ ...late, statement: await sign(late, flow.key.signer) });
    await expect(flow.confirm()).rejects.toThrow('too late');
  });

  it('closes a version whose request was withdrawn', async () => {
    const flow = aFlow();
    await flow.request();
    flow.approvals.tamper(aRequest({ ...(await flow.current()), status: 'withdrawn' }));
    expect(await flow.confirm()).toMatchObject({ kind: 'withdrawn' });
    expect(await flow.stateOf()).toBe('withdrawn');
  });
});
