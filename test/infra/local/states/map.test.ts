import { describe, expect, it } from 'vitest';
import { runMachine } from '../../../../infra/local/states/run-in-memory.ts';
import { lambda, machine, named } from './machines.ts';

const processor = (state: object, more: object = {}) => ({ StartAt: 'Each', States: { Each: state }, ...more });
const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

describe('inline Map', () => {
  it('gives the outputs in the order of the items', async () => {
    const ItemProcessor = processor({ Type: 'Wait', Seconds: '{% 10 - $states.input %}', End: true });
    const ended = await runMachine(machine({ M: { Type: 'Map', Items: [1, 2, 3], ItemProcessor, End: true } }), {}, {});

    expect(ended).toMatchObject({ output: [1, 2, 3], seconds: 9 });
  });

  it('takes its input for the items when none are named', async () => {
    const ItemProcessor = processor({ Type: 'Pass', Output: '{% $states.input * 2 %}', End: true });

    expect((await runMachine(machine({ M: { Type: 'Map', ItemProcessor, End: true } }), [1, 2], {})).output).toEqual([
      2, 4,
    ]);
  });

  it('makes inputs with ItemSelector, from item, index, variables and its own input', async () => {
    const ItemSelector = {
      at: '{% $states.context.Map.Item.Index %}',
      of: '{% $states.context.Map.Item.Value & $suffix %}',
      all: '{% $states.input.name %}',
    };
    const Items = '{% $states.input.list %}';
    const ItemProcessor = processor({ Type: 'Pass', End: true });
    const states = {
      Set: { Type: 'Pass', Assign: { suffix: '!' }, Next: 'M' },
      M: { Type: 'Map', Items, ItemSelector, ItemProcessor, End: true },
    };

    expect((await runMachine(machine(states), { list: ['a', 'b'], name: 'n' }, {})).output).toEqual([
      { at: 0, of: 'a!', all: 'n' },
      { at: 1, of: 'b!', all: 'n' },
    ]);
  });

  it('never runs more iterations at once than MaxConcurrency', async () => {
    const ItemProcessor = processor({ Type: 'Wait', Seconds: 10, End: true });
    const timed = async (MaxConcurrency: number) =>
      (await runMachine(machine({ M: { Type: 'Map', MaxConcurrency, ItemProcessor, End: true } }), [1, 2, 3, 4], {}))
        .seconds;

    expect(await timed(1)).toBe(40);
    expect(await timed(2)).toBe(20);
    expect(await timed(0)).toBe(10);
  });

  it('fails with the error of the first iteration that fails, and can be retried as a whole', async () => {
    const handlers = {
      Each: (n: number, { attempt }: { attempt: number }) => {
        if (n === 2 && attempt < 4) throw named('Flaky');
        return n;
      },
    };
    const Retry = [{ ErrorEquals: ['Flaky'], IntervalSeconds: 5, BackoffRate: 1 }];
    const ItemProcessor = processor(lambda({ Output: '{% $states.result.Payload %}', End: true }));
    const definition = machine({ M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, Retry, End: true } });

    expect(await runMachine(definition, [1, 2], handlers)).toMatchObject({ output: [1, 2], seconds: 5 });
  });

  it('refuses items that are no array', async () => {
    const ItemProcessor = processor({ Type: 'Pass', End: true });

    expect(await runMachine(machine({ M: { Type: 'Map', ItemProcessor, End: true } }), { a: 1 }, {})).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
    });
  });
});

describe('Distributed Map', () => {
  const each = (more: object, state: object = { Type: 'Pass', End: true }) =>
    machine({ M: { Type: 'Map', ItemProcessor: processor(state, distributed), ...more, End: true } });

  it('batches items, with an input that all batches share', async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { run: '{% $states.context.Execution.Name %}' } };

    expect((await runMachine(each({ ItemBatcher }), [1, 2, 3], {})).output).toEqual([
      { Items: [1, 2], BatchInput: { run: 'run' } },
      { Items: [3], BatchInput: { run: 'run' } },
    ]);
  });

  it('starts its children without the variables around them', async () => {
    const states = {
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'M' },
      M: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: processor({ Type: 'Pass', Output: '{% $exists($outer) %}', End: true }, distributed),
        End: true,
      },
    };

    expect((await runMachine(machine(states), {}, {})).output).toEqual([false]);
  });

  const failing = lambda({ Output: '{% $states.result.Payload %}', End: true });
  const handlers = {
    Each: (n: number) => {
      if (n < 0) throw named('Negative');
      return n;
    },
  };

  it.each([
    [{ ToleratedFailureCount: 1 }, [1, -1, 3], [1, 3]],
    [{ ToleratedFailurePercentage: 50 }, [1, -1], [1]],
    [{ ToleratedFailureCount: '{% $states.input[0] %}' }, [1, -1], [1]],
  ])('with %j leaves the failures of %j out', async (tolerance, items, output) => {
    expect((await runMachine(each(tolerance, failing), items, handlers)).output).toEqual(output);
  });

  it.each([
    [{}, [1, -1, 3]],
    [{ ToleratedFailureCount: 1 }, [-1, -1, 3]],
    [{ ToleratedFailurePercentage: 30 }, [1, -1]],
    [{ ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 }, [1, -1]],
  ])('with %j fails on the failures of %j', async (tolerance, items) => {
    expect(await runMachine(each(tolerance, failing), items, handlers)).toMatchObject({
      error: 'States.ExceedToleratedFailureThreshold',
    });
  });

  it('reads the listing of a bucket, page by page', async () => {
    const ItemReader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Arguments: { Bucket: 'b', Prefix: 'in/' } };
    const pages = {
      M: ({ ContinuationToken }: { ContinuationToken?: string }) =>
        ContinuationToken
          ? { Contents: [{ Key: 'in/2' }] }
          : { Contents: [{ Key: 'in/1' }], NextContinuationToken: 'more' },
    };

    expect((await runMachine(each({ ItemReader }), {}, pages)).output).toEqual([{ Key: 'in/1' }, { Key: 'in/2' }]);
  });

  it.each([
    ['JSON', '[1,2,3]'],
    ['JSONL', '1\n2\n\n3\n'],
  ])('reads items from %s in an object, up to MaxItems', async (InputType, Body) => {
    const ReaderConfig = { InputType, MaxItems: 2 };
    const ItemReader = {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig,
      Arguments: { Bucket: 'b', Key: 'k' },
    };

    expect((await runMachine(each({ ItemReader }), {}, { M: () => ({ Body }) })).output).toEqual([1, 2]);
  });

  it('fails with States.ItemReaderFailed when the object cannot be read', async () => {
    const ItemReader = { Resource: 'arn:aws:states:::s3:getObject', Arguments: { Bucket: 'b', Key: 'k' } };

    expect(await runMachine(each({ ItemReader }), {}, { M: () => ({ Body: 'no json' }) })).toMatchObject({
      error: 'States.ItemReaderFailed',
    });
  });
});
