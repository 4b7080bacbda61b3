import { describe, expect, it } from 'vitest';
import { runMachine } from '../../../../infra/local/states/run-in-memory.ts';
import { lambda, machine, named } from './machines.ts';

const run = (states: Record<string, object>, input: unknown = {}, handlers = {}) =>
  runMachine(machine(states), input, handlers);

describe('Pass', () => {
  it('hands on its input without Output', async () => {
    const ended = await run({ A: { Type: 'Pass', End: true } }, { n: 1 });

    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { n: 1 }, path: ['A'] });
  });

  it('evaluates expressions at any depth of Output and leaves other texts alone', async () => {
    const Output = { sum: '{% $states.input.a + 1 %}', deep: [{ twice: '{% $states.input.a * 2 %}' }], text: 'a + 1' };

    expect((await run({ A: { Type: 'Pass', Output, End: true } }, { a: 3 })).output).toEqual({
      sum: 4,
      deep: [{ twice: 6 }],
      text: 'a + 1',
    });
  });

  it('gives null where Output says null', async () => {
    expect((await run({ A: { Type: 'Pass', Output: null, End: true } }, { a: 3 })).output).toBeNull();
  });
});

describe('Assign', () => {
  it('sees the old values of variables while it makes the new ones', async () => {
    const ended = await run({
      First: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Next: 'Tell' },
      Tell: { Type: 'Pass', Output: '{% [$a, $b] %}', End: true },
    });

    expect(ended.output).toEqual([2, 1]);
  });

  it('keeps values as plain JSON, also what JSONata decorates', async () => {
    const ended = await run(
      {
        Pick: { Type: 'Pass', Assign: { ids: '{% $states.input.rows[n > 1].n %}' }, Next: 'Tell' },
        Tell: { Type: 'Pass', Output: '{% $ids %}', End: true },
      },
      { rows: [{ n: 1 }, { n: 2 }, { n: 3 }] },
    );

    expect(ended.output).toStrictEqual([2, 3]);
  });
});

describe('Choice', () => {
  const sizes = {
    Size: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Output: { size: 'big' }, Assign: { limit: 10 } },
        { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
      ],
      Default: 'Small',
      Output: { size: 'small' },
    },
    Big: { Type: 'Pass', End: true },
    Small: { Type: 'Succeed' },
  };

  it('follows the first rule that holds, with the Output of that rule', async () => {
    expect(await run(sizes, { n: 11 })).toMatchObject({ path: ['Size', 'Big'], output: { size: 'big' } });
    expect(await run(sizes, { n: 7 })).toMatchObject({ path: ['Size', 'Big'], output: { n: 7 } });
  });

  it('falls to Default with its own Output', async () => {
    expect(await run(sizes, { n: 1 })).toMatchObject({ path: ['Size', 'Small'], output: { size: 'small' } });
  });

  it('fails with States.NoChoiceMatched when nothing holds and there is no Default', async () => {
    const { Default: _, ...size } = sizes.Size;

    expect(await run({ Size: size, Big: sizes.Big }, { n: 1 })).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
  });

  it('fails when a condition is neither true nor false', async () => {
    const states = { A: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'B' }] }, B: { Type: 'Succeed' } };

    expect(await run(states)).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});

describe('Wait', () => {
  it('waits the seconds that an expression gives', async () => {
    expect(
      await run({ A: { Type: 'Wait', Seconds: '{% $states.input.n * 60 %}', End: true } }, { n: 2 }),
    ).toMatchObject({
      seconds: 120,
      output: { n: 2 },
    });
  });

  it('waits until a time, and not at all when it has passed', async () => {
    const until = (Timestamp: string) => run({ A: { Type: 'Wait', Timestamp, End: true } });

    expect((await until('2026-01-01T01:00:00Z')).seconds).toBe(3600);
    expect((await until('2025-01-01T01:00:00Z')).seconds).toBe(0);
  });

  it('fails on what is no number of seconds', async () => {
    expect(await run({ A: { Type: 'Wait', Seconds: "{% 'soon' %}", End: true } })).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });
});

describe('Fail', () => {
  it('ends the execution with the error and cause that its expressions give', async () => {
    const states = { A: { Type: 'Fail', Error: "{% 'Gate' & 'Failed' %}", Cause: '{% $states.input.why %}' } };

    expect(await run(states, { why: 'recall fell' })).toMatchObject({
      status: 'FAILED',
      error: 'GateFailed',
      cause: 'recall fell',
    });
  });
});

describe('Task', () => {
  it('gives the result of the service to Output and Assign', async () => {
    const ended = await run(
      {
        Score: lambda({
          Assign: { score: '{% $states.result.Payload.score %}' },
          Output: '{% $states.input %}',
          Next: 'Tell',
        }),
        Tell: { Type: 'Pass', Output: { score: '{% $score %}', id: '{% $states.input.id %}' }, End: true },
      },
      { id: 7 },
      { Score: ({ id }: { id: number }) => ({ score: id * 2 }) },
    );

    expect(ended.output).toEqual({ score: 14, id: 7 });
  });

  it('ends the execution with the name of what the task threw', async () => {
    const ended = await run(
      { Score: lambda({ End: true }) },
      {},
      { Score: () => Promise.reject(named('BaselineMissing')) },
    );

    expect(ended).toMatchObject({ status: 'FAILED', error: 'BaselineMissing' });
  });

  it('is not run in memory without a handler', async () => {
    await expect(run({ Score: lambda({ End: true }) })).rejects.toThrow('no handler for the task "Score"');
  });
});

describe('Parallel', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

  it('gives the outputs of its branches in their order', async () => {
    const Branches = [
      branch('Slow', { Type: 'Wait', Seconds: 9, Output: 'slow', End: true }),
      branch('Fast', { Type: 'Pass', Output: 'fast', End: true }),
    ];

    expect(await run({ Both: { Type: 'Parallel', Branches, End: true } })).toMatchObject({
      output: ['slow', 'fast'],
      seconds: 9,
    });
  });

  it('lets branches read the variables around them and keeps theirs inside', async () => {
    const Branches = [
      {
        StartAt: 'Own',
        States: {
          Own: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'Use' },
          Use: { Type: 'Pass', Output: '{% $inner %}', End: true },
        },
      },
    ];
    const ended = await run({
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches, Next: 'After' },
      After: { Type: 'Pass', Output: { from: '{% $states.input %}', inner: '{% $exists($inner) %}' }, End: true },
    });

    expect(ended.output).toEqual({ from: [2], inner: false });
  });

  it('calls the other branches off when one fails, and can catch that failure', async () => {
    const Branches = [
      branch('Long', { Type: 'Wait', Seconds: 99_999, End: true }),
      branch('Bad', { Type: 'Fail', Error: 'Broken' }),
    ];
    const Catch = [{ ErrorEquals: ['Broken'], Next: 'Mended' }];
    const ended = await run({
      Both: { Type: 'Parallel', Branches, Catch, Next: 'Mended' },
      Mended: { Type: 'Succeed' },
    });

    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'Broken' }, seconds: 0 });
    expect(ended.history.map(({ type }) => type)).toContain('WaitStateAborted');
  });

  it('gives its branches Arguments instead of its input', async () => {
    const Branches = [branch('In', { Type: 'Pass', End: true })];
    const ended = await run(
      { P: { Type: 'Parallel', Branches, Arguments: { n: '{% $states.input.a %}' }, End: true } },
      { a: 1 },
    );

    expect(ended.output).toEqual([{ n: 1 }]);
  });
});
