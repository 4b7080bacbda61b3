import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, ListTagsForResourceCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SmallCloud, smallCloud } from './cloud.ts';
import { machine } from './machines.ts';

const quick = machine({ A: { Type: 'Pass', End: true } });
const endless = machine({ W: { Type: 'Wait', Seconds: 99_999_999, End: true } });

let cloud: SmallCloud;
beforeEach(async () => {
  cloud = await smallCloud();
});
afterEach(() => cloud.close());

describe('the resource', () => {
  it('reads the definition from its asset and fills placeholders in', async () => {
    const asset = path.join(cloud.folder, 'm.asl.json');
    await writeFile(asset, JSON.stringify(machine({ A: { Type: 'Pass', Output: '${Said}', End: true } })));
    const properties = {
      RoleArn: 'arn:aws:iam::000000000000:role/r',
      DefinitionS3Location: { Bucket: 'b', Key: 'k' },
      DefinitionSubstitutions: { Said: 'with "quotes"' },
    };
    const kind = cloud.states.resources['AWS::StepFunctions::StateMachine'];
    await kind?.create({ logicalId: 'M', type: 'AWS::StepFunctions::StateMachine', name: 'm', properties, asset });
    const { executionArn } = await cloud.states.start(kind?.ref?.('m') ?? '', {});

    expect((await cloud.states.ended(executionArn)).output).toBe('"with \\"quotes\\""');
  });

  it('refuses by name a placeholder that nothing fills, and an express machine', async () => {
    const open = machine({ A: { Type: 'Pass', Output: '${Missing}', End: true } });

    await expect(cloud.deploy('m', open)).rejects.toThrow('${Missing}');
    await expect(cloud.deploy('m', quick, { StateMachineType: 'EXPRESS' })).rejects.toThrow('EXPRESS');
  });

  it('refuses by name an operation that is not there', async () => {
    const asked = cloud.client.send(new ListTagsForResourceCommand({ resourceArn: 'arn' }));

    await expect(asked).rejects.toMatchObject({
      name: 'NotImplementedLocally',
      message: expect.stringContaining('ListTagsForResource'),
    });
  });
});

describe('waitSpeed', () => {
  it('shortens Wait states', async () => {
    const fast = await smallCloud({ waitSpeed: 1000 });
    const { executionArn } = await fast.states.start(
      await fast.deploy('m', machine({ W: { Type: 'Wait', Seconds: 30, End: true } })),
      {},
    );

    expect(await fast.states.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    await fast.close();
  });
});

describe('a restart', () => {
  it('shows what had ended as it was, and what was running as aborted', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'states-'));
    const before = await smallCloud({}, folder);
    const ended = await before.states.start(await before.deploy('m', quick), { n: 1 }, 'ended');
    await before.states.ended(ended.executionArn);
    // a process that dies has no time to stop its executions: leave this one as its start wrote it
    const running = await before.states.start(await before.deploy('long', endless), {}, 'running');
    while (!(await readdir(path.join(folder, 'long')).catch((): string[] => [])).includes('running.json')) {
      await new Promise((later) => setTimeout(later, 5));
    }
    const after = await smallCloud({}, folder);
    const history = async (executionArn: string) =>
      (await after.client.send(new GetExecutionHistoryCommand({ executionArn }))).events?.map(({ type }) => type);
    const describe = async (executionArn: string) => after.client.send(new DescribeExecutionCommand({ executionArn }));

    expect(await describe(ended.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' });
    expect(await history(ended.executionArn)).toHaveLength(4);
    expect(await describe(running.executionArn)).toMatchObject({
      status: 'ABORTED',
      cause: 'the local cloud was stopped',
    });
    expect((await history(running.executionArn))?.at(-1)).toBe('ExecutionAborted');

    await Promise.all([before.close(), after.close()]);
    await rm(folder, { recursive: true });
  });

  it('finds what was running at an orderly stop as aborted, with its whole history', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'states-'));
    const before = await smallCloud({}, folder);
    const { executionArn } = await before.states.start(await before.deploy('long', endless), {}, 'running');
    await before.close();
    const after = await smallCloud({}, folder);
    const { events } = await after.client.send(new GetExecutionHistoryCommand({ executionArn }));

    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateAborted',
      'ExecutionAborted',
    ]);

    await after.close();
    await rm(folder, { recursive: true });
  });
});
