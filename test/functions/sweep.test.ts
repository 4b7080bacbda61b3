import { describe, expect, it } from 'vitest';
import { aVersion, later, NOW } from '../support/approval.ts';
import { aFlow } from './approval-flow.world.ts';

const HOUR = 3600;

const waiting = async () => {
  const flow = aFlow({ risk: 'high' });
  await flow.request();
  flow.mails.length = 0;
  return flow;
};

describe('the sweep', () => {
  it('X-46 delivers a decision whose delivery failed, once', async () => {
    const flow = aFlow();
    await flow.request();
    await flow.vote('rosa');

    expect(await flow.sweep()).toEqual({ delivered: 1, undeliverable: 0, withdrawn: 0, mails: 0 });
    expect(await flow.sweep()).toEqual({ delivered: 0, undeliverable: 0, withdrawn: 0, mails: 0 });

    expect(flow.woken).toEqual(['token-1']);
    expect(await flow.current()).toMatchObject({ deliveredAt: NOW.toISOString() });
  });

  it('A-23 gives up on a machine that is gone, and counts it', async () => {
    const flow = aFlow();
    await flow.request();
    await flow.vote('rosa');
    flow.state.completeTask = async () => 'closed';
    expect(await flow.sweep()).toMatchObject({ undeliverable: 1 });
    expect(await flow.sweep()).toMatchObject({ undeliverable: 0 });
    expect(flow.metrics).toContainEqual({ name: 'UndeliveredDecisions', value: 1, unit: 'Count' });
  });

  it('keeps a decision that could not be delivered for the next time, and says so', async () => {
    const flow = aFlow();
    await flow.request();
    await flow.vote('rosa');
    flow.state.completeTask = async () => {
      throw new Error('away');
    };
    await expect(flow.sweep()).rejects.toMatchObject({ name: 'SweepIncomplete' });
    expect(await flow.approvals.undelivered()).toHaveLength(1);
  });

  it('reminds once after a day, and once more when a quarter of the time is left', async () => {
    const flow = await waiting();
    const mailsAt = async (hours: number) => {
      flow.state.now = later(hours * HOUR);
      const before = flow.mails.length;
      await flow.sweep();
      return flow.mails.slice(before).map(({ subject }) => subject.split(':')[0]);
    };
    expect(await mailsAt(23)).toEqual([]);
    expect(await mailsAt(24)).toEqual(Array(3).fill('Still waiting for you'));
    expect(await mailsAt(30)).toEqual([]);
    expect(await mailsAt(54)).toEqual(Array(3).fill('Time runs out'));
    expect(await mailsAt(60)).toEqual([]);
    expect(await mailsAt(73)).toEqual([]);
    expect(await flow.stateOf()).toBe('awaiting-approval');
  });

  it('wakes the machine whose time to decide is over, which then ends the version as expired', async () => {
    const flow = await waiting();
    flow.state.now = later(72 * HOUR - 1);
    await flow.sweep();
    expect(flow.woken).toEqual([]);

    flow.state.now = later(72 * HOUR);
    await flow.sweep();
    expect(flow.woken).toEqual(['token-1']);
  });

  it('does not remind those who have decided', async () => {
    const flow = await waiting();
    await flow.vote('rosa');
    flow.state.now = later(25 * HOUR);
    await flow.sweep();
    expect(flow.mails.map(({ to }) => to)).toEqual(['mina@example.com', 'tom@example.com']);
    expect(flow.mails[0]?.text).toContain('Still needed: 1 person of');
  });

  it('A-15 withdraws a request once a newer version came in, and wakes its machine to end', async () => {
    const flow = await waiting();
    flow.registry.seed(aVersion({ version: '1.5.0', state: 'evaluated', receivedAt: '2026-11-23T09:00:00.000Z' }));
    flow.state.now = later(25 * HOUR);

    expect(await flow.sweep()).toEqual({ delivered: 0, undeliverable: 0, withdrawn: 1, mails: 0 });
    expect(await flow.sweep()).toEqual({ delivered: 0, undeliverable: 0, withdrawn: 0, mails: 0 });

    expect(await flow.stateOf()).toBe('withdrawn');
    expect(flow.woken).toEqual(['token-1']);
    expect(await flow.confirm()).toMatchObject({ kind: 'withdrawn' });
    expect(flow.registry.records.at(-1)).toMatchObject({ type: 'model.withdrawn', reason: { code: 'superseded' } });
  });

  it('closes the request of a version whose run ended, without reminding anybody', async () => {
    const flow = await waiting();
    flow.registry.seed(aVersion({ state: 'failed', revision: 6 }));
    flow.state.now = later(25 * HOUR);
    expect(await flow.sweep()).toMatchObject({ withdrawn: 1, mails: 0 });
    expect(await flow.current()).toMatchObject({ status: 'withdrawn', taskToken: undefined });
  });

  it('says in figures how long people wait and what is live', async () => {
    const flow = await waiting();
    flow.state.now = later(2 * HOUR);
    await flow.sweep();
    expect(flow.metrics).toEqual([
      { name: 'ApprovalWaitSeconds', value: 2 * HOUR, unit: 'Seconds' },
      { name: 'PendingApprovals', value: 1, unit: 'Count' },
      { name: 'UndeliveredDecisions', value: 0, unit: 'Count' },
      { name: 'ModelsLive', value: 0, unit: 'Count' },
    ]);
  });
});
