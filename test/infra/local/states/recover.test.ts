import { describe, expect, it } from 'vitest';
import { NO_ANSWER, runMachine } from '../../../../infra/local/states/run-in-memory.ts';
import { lambda, machine, named } from './machines.ts';

const throws = (name: string) => () => Promise.reject(named(name, 'the message'));
const untilAttempt =
  (last: number, name: string) =>
  (_: unknown, { attempt }: { attempt: number }) => {
    if (attempt < last) throw named(name);
    return 'at last';
  };

describe('Retry', () => {
  it('waits IntervalSeconds, growing by BackoffRate, up to MaxDelaySeconds', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 40, MaxAttempts: 4 }];
    const ended = await runMachine(machine({ T: lambda({ Retry, End: true }) }), {}, { T: untilAttempt(5, 'Busy') });

    expect(ended).toMatchObject({ status: 'SUCCEEDED', seconds: 10 + 30 + 40 + 40 });
  });

  it('gives up after MaxAttempts, three if unsaid, with the last error', async () => {
    const Retry = [{ ErrorEquals: ['Busy'] }];
    const ended = await runMachine(machine({ T: lambda({ Retry, End: true }) }), {}, { T: throws('Busy') });

    expect(ended).toMatchObject({ status: 'FAILED', error: 'Busy', seconds: 1 + 2 + 4 });
  });

  it('counts each retrier by itself', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 5, BackoffRate: 1 },
    ];
    const errors = ['A', 'B', 'B', 'A'];
    const T = (_: unknown, { attempt }: { attempt: number }) => {
      throw named(errors[attempt - 1] ?? 'none');
    };

    expect(await runMachine(machine({ T: lambda({ Retry, End: true }) }), {}, { T })).toMatchObject({
      error: 'A',
      seconds: 11,
    });
  });

  it('with full jitter waits a random part of the delay', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 8, JitterStrategy: 'FULL' }];
    const options = { random: () => 0.25 };
    const ended = await runMachine(
      machine({ T: lambda({ Retry, End: true }) }),
      {},
      { T: untilAttempt(2, 'Busy') },
      options,
    );

    expect(ended.seconds).toBe(2);
  });

  it('shows the number of the attempt to expressions', async () => {
    const Arguments = { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' };
    const seen: unknown[] = [];
    const T = (count: number) => {
      seen.push(count);
      if (count < 2) throw named('Busy');
    };
    await runMachine(machine({ T: lambda({ Arguments, Retry: [{ ErrorEquals: ['Busy'] }], End: true }) }), {}, { T });

    expect(seen).toEqual([0, 1, 2]);
  });
});

describe('Catch', () => {
  const caughtBy = async (ErrorEquals: string[], error: string) => {
    const Catch = [{ ErrorEquals, Next: 'Caught' }];
    const definition = machine({ T: lambda({ Catch, End: true }), Caught: { Type: 'Succeed' } });
    return (await runMachine(definition, {}, { T: throws(error) })).path.includes('Caught');
  };

  it.each([
    ['Mine', 'Mine', true],
    ['Mine', 'Other', false],
    ['States.ALL', 'Mine', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.TaskFailed', 'Mine', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.HeartbeatTimeout', false],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.Timeout', false],
  ])('for %s, takes %s: %s', async (name, error, taken) => {
    expect(await caughtBy([name], error)).toBe(taken);
  });

  it('hands over the error output, or what its Output and Assign make of it', async () => {
    const plain = { ErrorEquals: ['A'], Next: 'Tell' };
    const own = {
      ErrorEquals: ['B'],
      Output: { was: '{% $states.errorOutput.Error %}' },
      Assign: { why: '{% $states.errorOutput.Cause %}' },
      Next: 'Tell',
    };
    const definition = machine({
      T: lambda({ Catch: [plain, own], End: true }),
      Tell: {
        Type: 'Pass',
        Output: { seen: '{% $states.input %}', why: "{% $exists($why) ? $why : 'unsaid' %}" },
        End: true,
      },
    });
    const output = async (error: string) => (await runMachine(definition, {}, { T: throws(error) })).output;

    expect(await output('A')).toEqual({ seen: { Error: 'A', Cause: 'the message' }, why: 'unsaid' });
    expect(await output('B')).toEqual({ seen: { was: 'B' }, why: 'the message' });
  });

  it('comes only after Retry has given up', async () => {
    const more = {
      Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Busy'], Next: 'Caught' }],
    };
    const definition = machine({ T: lambda({ ...more, End: true }), Caught: { Type: 'Succeed' } });

    expect((await runMachine(definition, {}, { T: untilAttempt(2, 'Busy') })).path).toEqual(['T']);
    expect((await runMachine(definition, {}, { T: throws('Busy') })).path).toEqual(['T', 'Caught']);
  });

  it('takes a failed expression of the state itself', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }];
    const more = { Output: '{% $states.result.Payload.missing %}', Catch, End: true };
    const ended = await runMachine(machine({ T: lambda(more), Caught: { Type: 'Succeed' } }), {}, { T: () => ({}) });

    expect(ended.path).toEqual(['T', 'Caught']);
    expect((ended.output as { Cause: string }).Cause).toBe(
      "An error occurred while executing the state 'T' (entered at the event id #2). The JSONata expression '$states.result.Payload.missing' specified for the field 'Output' returned nothing (undefined).",
    );
  });
});

describe('TimeoutSeconds', () => {
  const waiting = (more: object) =>
    machine({
      Ask: lambda(
        { ...more, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }], Next: 'Answered' },
        '.waitForTaskToken',
      ),
      Answered: { Type: 'Succeed' },
      Late: { Type: 'Succeed' },
    });

  it('of a callback task that nobody answers gives States.Timeout to Catch', async () => {
    const ended = await runMachine(waiting({ TimeoutSeconds: 604_800 }), {}, { Ask: () => NO_ANSWER });

    expect(ended).toMatchObject({ path: ['Ask', 'Late'], seconds: 604_800, output: { Error: 'States.Timeout' } });
    expect(ended.history.map(({ type }) => type)).toContain('TaskTimedOut');
  });

  it('may be an expression', async () => {
    const definition = waiting({ TimeoutSeconds: '{% $states.input.days * 86400 %}' });

    expect((await runMachine(definition, { days: 2 }, { Ask: () => NO_ANSWER })).seconds).toBe(172_800);
  });

  it('does not matter once the callback has come', async () => {
    const ended = await runMachine(waiting({ TimeoutSeconds: 60 }), {}, { Ask: () => ({ decision: 'approved' }) });

    expect(ended).toMatchObject({ path: ['Ask', 'Answered'], output: { decision: 'approved' }, seconds: 0 });
  });

  it('starts again with each attempt, under a new token', async () => {
    const tokens = new Set<string | undefined>();
    const Ask = (_: unknown, { token, attempt }: { token?: string; attempt: number }) => {
      tokens.add(token);
      return attempt < 3 ? NO_ANSWER : 'yes';
    };
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1 }];
    const ended = await runMachine(waiting({ TimeoutSeconds: 10, Retry }), {}, { Ask });

    expect(ended).toMatchObject({ output: 'yes', seconds: 22 });
    expect(tokens.size).toBe(3);
  });

  it('is missed when a task would wait for ever', async () => {
    await expect(runMachine(waiting({}), {}, { Ask: () => NO_ANSWER })).rejects.toThrow('waits for ever');
  });

  it('of the machine ends the whole execution as TIMED_OUT', async () => {
    const definition = { ...waiting({ TimeoutSeconds: 100 }), TimeoutSeconds: 60 };

    expect(await runMachine(definition, {}, { Ask: () => NO_ANSWER })).toMatchObject({
      status: 'TIMED_OUT',
      seconds: 60,
    });
  });

  it('with HeartbeatSeconds, is not needed: silence gives States.HeartbeatTimeout', async () => {
    const ended = await runMachine(
      waiting({ TimeoutSeconds: 600, HeartbeatSeconds: 30 }),
      {},
      { Ask: () => NO_ANSWER },
    );

    expect(ended).toMatchObject({ seconds: 30, output: { Error: 'States.HeartbeatTimeout' } });
  });
});
