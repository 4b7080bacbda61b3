import { describe, expect, it } from 'vitest';
import type { Handler } from '../../infra/local/states/run-in-memory.ts';
import { failure, type Handlers, inTurn, recording, run, throwing } from './run.ts';

const who = { team: 'lending', model: 'credit-risk' };
const asked = { ...who, scheduledAt: '2026-11-23T09:05:00Z' };
const checked = (reaction: string) => ({
  kind: 'checked',
  verdict: 'drifted',
  sentence: 'Income moved.',
  reaction,
  report: 'r',
});
const monitor = (reaction: string, over: Handlers = {}) =>
  run('monitor', asked, { 'Check the window': () => checked(reaction), ...over });

describe('checking a window', () => {
  it.each(['none', 'alert', 'retrain'])('with the reaction %s starts nothing', async (reaction) => {
    const result = await monitor(reaction);

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: checked(reaction) });
    expect(result.path).not.toContain('Start the roll-back');
  });

  it('takes at most five transitions on the common path: each is billed', async () => {
    const { path } = await monitor('none');

    expect(path).toEqual(['Check the window', 'What is due?', 'Checked']);
    // The start of the execution is one as well.
    expect(path.length + 1).toBeLessThanOrEqual(5);
  });

  it('tells the function which run it is, so that a second try is the same check', async () => {
    const check = recording(checked('none'));
    await monitor('none', { 'Check the window': check.handler });

    expect(check.given).toEqual([{ ...asked, run: 'monitor-run' }]);
  });

  it('starts a roll-back when the policy says so, with who asks and why', async () => {
    const start = recording({});
    const result = await monitor('rollback', { 'Start the roll-back': start.handler });

    expect(result.status).toBe('SUCCEEDED');
    expect(start.given).toMatchObject([{ Input: { ...who, requestedBy: 'monitor', reason: 'Income moved.' } }]);
  });

  it('starts one roll-back however often the start is tried: never two versions back', async () => {
    const names: unknown[] = [];
    const start = inTurn(
      failure('StepFunctions.SdkClientException'),
      failure('StepFunctions.ExecutionAlreadyExistsException'),
    );
    const result = await monitor('rollback', {
      'Start the roll-back': ((args: { Name: string }, call) => {
        names.push(args.Name);
        return start(args as never, call);
      }) as Handler,
    });

    expect(new Set(names)).toEqual(new Set(['monitor-monitor-run']));
    expect(result.status).toBe('SUCCEEDED');
  });

  it.each(['Check the window', 'Start the roll-back'])('fails by name when "%s" breaks', async (task) => {
    expect(await monitor('rollback', { [task]: throwing('BaselineMissing', 'there is none') })).toMatchObject({
      status: 'FAILED',
      error: 'MonitorFailed',
      cause: 'BaselineMissing: there is none',
    });
  });
});

describe('checking a large window', () => {
  const large = { list: { bucket: 'evidence', key: 'monitoring/list.json' }, batches: 3 };
  const batches = [0, 1, 2].map((batch) => ({ batch, files: [{ key: `f-${batch}`, bytes: 1 }] }));
  const counting = (over: Handlers = {}) =>
    monitor('none', {
      'Check the window': () => ({ ...checked('none'), kind: 'large', large }),
      'Count the batches': () => ({ Body: JSON.stringify(batches) }),
      'Count a batch': ((given: { batch: number }) => ({ batch: given.batch, rows: 1 })) as Handler,
      'Judge the counts': () => checked('none'),
      ...over,
    });

  it('reads the list of its batches, has each counted by a child of its own, and judges the counts', async () => {
    const [list, count, judge] = [
      recording({ Body: JSON.stringify(batches) }),
      recording({ batch: 0, rows: 1 }),
      recording(checked('none')),
    ];
    const result = await counting({
      'Count the batches': list.handler,
      'Count a batch': count.handler,
      'Judge the counts': judge.handler,
    });

    expect(list.given).toEqual([{ Bucket: 'evidence', Key: 'monitoring/list.json' }]);
    expect(count.given).toEqual(batches.map((batch) => ({ ...batch, large })));
    expect(judge.given).toEqual([{ ...asked, run: 'monitor-run', counted: large }]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: checked('none') });
  });

  it('reacts to what the counts came to', async () => {
    const start = recording({});
    await counting({ 'Judge the counts': () => checked('rollback'), 'Start the roll-back': start.handler });

    expect(start.given).toHaveLength(1);
  });

  it('tries a batch again', async () => {
    const count = inTurn(failure('Lambda.TooManyRequestsException'), { batch: 0, rows: 1 });

    expect((await counting({ 'Count a batch': count })).status).toBe('SUCCEEDED');
  });

  it.each([
    ['Count a batch', 'States.ExceedToleratedFailureThreshold'],
    ['Count the batches', 'States.ItemReaderFailed'],
    ['Judge the counts', 'CountsMismatch'],
  ])('fails by name when "%s" breaks: a part of a window is not judged for the whole', async (task, error) => {
    expect(await counting({ [task]: throwing('CountsMismatch', 'no') })).toMatchObject({
      status: 'FAILED',
      error: 'MonitorFailed',
      cause: expect.stringContaining(error),
    });
  });
});
