import { describe, expect, it } from 'vitest';
import { NO_ANSWER } from '../../infra/local/states/run-in-memory.ts';
import { failure, type Handlers, inTurn, recording, run, throwing } from './run.ts';

const id = { team: 'lending', model: 'credit-risk', version: '1.4.0' };
const submission = {
  ...id,
  prefix: 'lending/credit-risk/1.4.0/',
  manifestKey: 'lending/credit-risk/1.4.0/manifest.yaml',
  fingerprint: 'f'.repeat(64),
};
const plan = (name: string) => ({
  endpoint: name,
  config: `${name}-config`,
  model: `${name}-model`,
  createModel: {},
  createConfig: {},
  tags: [],
});
const serving = (name: string) => ({ endpoint: name, config: `${name}-config`, model: `${name}-model` });
const outcome = { status: 'InService', config: 'live-config', failureReason: '' };

const happy: Handlers = {
  'Receive the submission': () => ({ kind: 'received', findings: 0 }),
  Validate: () => ({ kind: 'validated', findings: 0 }),
  'Plan staging': () => ({ plan: plan('stage') }),
  'Bring up staging': () => ({ Output: outcome }),
  Evaluate: () => ({ kind: 'evaluated', approvalTimeoutSeconds: 3600 }),
  'Remove staging': () => ({ Output: {} }),
  'Ask for approval': () => ({ requestId: 'r' }),
  'Confirm the decision': () => ({ kind: 'approved', requestId: 'r' }),
  'Plan deployment': () => ({ plan: plan('live') }),
  'Bring up production': () => ({ Output: outcome }),
  'Verify the release': () => ({ kind: 'verified', reason: '' }),
  'Plan monitoring': () => ({ schedule: { Name: 'drift' } }),
  'Schedule the drift check': () => ({ ScheduleArn: 'arn' }),
  'Go live': () => ({ kind: 'live', replaced: '' }),
  'Record the failure': () => ({ kind: 'recorded', state: 'failed' }),
  'Clear staging away': () => ({ ExecutionArn: 'arn' }),
};
const release = (over: Handlers = {}) => run('release', submission, { ...happy, ...over });

describe('a release', () => {
  it('goes live through every gate', async () => {
    const result = await release();

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'live', id } });
    expect(result.path).toEqual([
      'Remember the submission',
      'Receive the submission',
      'Was it received?',
      'Validate',
      'Is it valid?',
      'Plan staging',
      'Bring up staging',
      'Evaluate',
      'Remove staging',
      'Does it pass?',
      'Ask for approval',
      'Confirm the decision',
      'Is it approved?',
      'Plan deployment',
      'Bring up production',
      'Verify the release',
      'Is the new version serving?',
      'Plan monitoring',
      'Schedule the drift check',
      'Go live',
      'Live',
    ]);
  });

  it('hands each step what it needs, and no more', async () => {
    const receive = recording({ kind: 'received', findings: 0 });
    const evaluate = recording({ kind: 'evaluated', approvalTimeoutSeconds: 60 });
    const remove = recording({ Output: {} });
    const verify = recording({ kind: 'verified', reason: '' });
    const goLive = recording({ kind: 'live', replaced: '' });
    await release({
      'Receive the submission': receive.handler,
      Evaluate: evaluate.handler,
      'Remove staging': remove.handler,
      'Verify the release': verify.handler,
      'Go live': goLive.handler,
    });

    expect(receive.given).toEqual([{ ...submission, run: 'release-run' }]);
    expect(evaluate.given).toEqual([{ ...id, endpoint: 'stage', outcome }]);
    expect(remove.given).toMatchObject([{ Input: serving('stage') }]);
    expect(verify.given).toEqual([{ ...id, plan: serving('live'), outcome }]);
    expect(goLive.given).toEqual([{ ...id, plan: serving('live') }]);
  });

  it('plans staging and production as what they are', async () => {
    const staging = recording({ plan: plan('stage') });
    const production = recording({ plan: plan('live') });
    await release({ 'Plan staging': staging.handler, 'Plan deployment': production.handler });

    expect(staging.given).toEqual([{ ...id, purpose: 'staging' }]);
    expect(production.given).toEqual([{ ...id, purpose: 'production' }]);
  });

  it('hands the approval its task token, and waits as long as the policy says', async () => {
    const tokens: unknown[] = [];
    const result = await release({
      Evaluate: () => ({ kind: 'evaluated', approvalTimeoutSeconds: 7200 }),
      'Ask for approval': ((payload: { taskToken: string }, call: { token: string }) => {
        tokens.push([payload.taskToken, call.token]);
        return NO_ANSWER;
      }) as Handlers[string],
      'Confirm the decision': () => ({ kind: 'expired', requestId: 'r' }),
    });

    expect(tokens).toHaveLength(1);
    expect((tokens[0] as string[])[0]).toBe((tokens[0] as string[])[1]);
    expect(result.seconds).toBeGreaterThanOrEqual(7200);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'not-released' } });
    expect(result.path).not.toContain('Record the failure');
  });

  it('takes a submission that was sent before for what it is', async () => {
    const result = await release({ 'Receive the submission': () => ({ kind: 'duplicate', findings: 0 }) });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'duplicate' } });
    expect(result.path).toHaveLength(4);
  });

  it('renews a schedule that is there already', async () => {
    const renewed = recording({});
    const result = await release({
      'Schedule the drift check': throwing('Scheduler.ConflictException'),
      'Renew the schedule': renewed.handler,
    });

    expect(renewed.given).toEqual([{ Name: 'drift' }]);
    expect(result.path.slice(-3)).toEqual(['Renew the schedule', 'Go live', 'Live']);
  });
});

describe('a release that is not to be', () => {
  it.each([
    [
      'turned away at the door',
      { 'Receive the submission': () => ({ kind: 'refused', findings: 3 }) },
      'refused',
      'Was it received?',
    ],
    ['not valid', { Validate: () => ({ kind: 'refused', findings: 1 }) }, 'refused', 'Is it valid?'],
    [
      'below its gates',
      { Evaluate: () => ({ kind: 'refused', approvalTimeoutSeconds: 60 }) },
      'refused',
      'Does it pass?',
    ],
    [
      'declined',
      { 'Confirm the decision': () => ({ kind: 'declined', requestId: 'r' }) },
      'not-released',
      'Is it approved?',
    ],
    [
      'withdrawn',
      { 'Confirm the decision': () => ({ kind: 'withdrawn', requestId: 'r' }) },
      'not-released',
      'Is it approved?',
    ],
    [
      'not serving',
      { 'Verify the release': () => ({ kind: 'failed', reason: 'r' }) },
      'not-released',
      'Is the new version serving?',
    ],
    [
      'rolled back by SageMaker',
      { 'Verify the release': () => ({ kind: 'rolled-back', reason: 'r' }) },
      'not-released',
      'Is the new version serving?',
    ],
  ] as const)('because it is %s ends well, and no further step is taken', async (_name, over, kind, last) => {
    const result = await release(over as Handlers);

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind } });
    expect(result.path.at(-2)).toBe(last);
    expect(result.path).not.toContain('Go live');
  });

  it('has its staging endpoint removed before anybody is told about its gates', async () => {
    const { path } = await release({ Evaluate: () => ({ kind: 'refused', approvalTimeoutSeconds: 60 }) });

    expect(path.indexOf('Remove staging')).toBeLessThan(path.indexOf('Does it pass?'));
  });

  it('does not deploy on the word of whoever holds the token: only the decision counts (A-22)', async () => {
    const result = await release({
      'Ask for approval': () => ({ kind: 'approved', outcome: 'approve' }),
      'Confirm the decision': () => ({ kind: 'declined', requestId: 'r' }),
    });

    expect(result.path).not.toContain('Plan deployment');
  });
});

const everyTask = Object.keys(happy).filter((name) => !['Record the failure', 'Clear staging away'].includes(name));
const stagingIsUp = ['Bring up staging', 'Evaluate', 'Remove staging'];

describe('a fault of the pipeline', () => {
  it.each(everyTask)('in "%s" is recorded, and staging is cleared away when it may be up', async (task) => {
    const record = recording({ kind: 'recorded', state: 'failed' });
    const clear = recording({});
    const result = await release({
      [task]: throwing('Broken', 'the step broke'),
      'Record the failure': record.handler,
      'Clear staging away': clear.handler,
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'ReleaseFailed', cause: 'Broken: the step broke' });
    expect(record.given).toEqual([
      { submission, run: 'release-run', failure: { Error: 'Broken', Cause: 'the step broke' } },
    ]);
    expect(clear.given).toEqual(
      stagingIsUp.includes(task) ? [expect.objectContaining({ Input: serving('stage') })] : [],
    );
  });

  it('in renewing the schedule is recorded too', async () => {
    const result = await release({
      'Schedule the drift check': throwing('Scheduler.ConflictException'),
      'Renew the schedule': throwing('Broken'),
    });

    expect(result.path.slice(-4)).toEqual([
      'Renew the schedule',
      'Record the failure',
      'Is staging still up?',
      'Release failed',
    ]);
  });

  it('that cannot even be recorded still has staging cleared away, and is told as the fault it was', async () => {
    const clear = recording({});
    const result = await release({
      Evaluate: throwing('Broken', 'first'),
      'Record the failure': throwing('AlsoBroken', 'second'),
      'Clear staging away': clear.handler,
    });

    expect(clear.given).toHaveLength(1);
    expect(result).toMatchObject({ status: 'FAILED', cause: 'Broken: first' });
  });

  it('is not hidden by a clean-up that fails', async () => {
    const result = await release({
      Evaluate: throwing('Broken', 'first'),
      'Clear staging away': throwing('AlsoBroken'),
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'ReleaseFailed', cause: 'Broken: first' });
  });

  it('with a very long cause is told in part', async () => {
    const result = await release({ Validate: throwing('Broken', 'x'.repeat(10_000)) });

    expect(result.cause?.length).toBeLessThan(2100);
  });

  it.each(['VersionConflict', 'AuditUnavailable', 'Lambda.TooManyRequestsException'])(
    'that passes by itself (%s) is tried again',
    async (error) => {
      const result = await release({
        Validate: inTurn(failure(error), failure(error), { kind: 'validated', findings: 0 }),
      });

      expect(result).toMatchObject({ status: 'SUCCEEDED', output: { kind: 'live' } });
    },
  );

  it('that does not pass is given up after six tries (R-13)', async () => {
    let tries = 0;
    const result = await release({
      Validate: () => {
        tries += 1;
        throw failure('VersionConflict');
      },
    });

    expect(tries).toBe(6);
    expect(result.status).toBe('FAILED');
  });

  it('of a step that never answers ends by its own time limit', async () => {
    const result = await release({ Validate: () => NO_ANSWER });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'ReleaseFailed',
      cause: expect.stringContaining('States.Timeout'),
    });
    expect(result.seconds).toBeLessThan(1000);
  });
});
