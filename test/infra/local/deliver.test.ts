import { beforeAll, describe, expect, it } from 'vitest';
import { createDeliver } from '../../../infra/local/deliver.ts';
import { createIam } from '../../../infra/local/iam/iam.ts';
import type { Deliver } from '../../../infra/local/service.ts';
import { trust } from './support/test-cloud.ts';

const machine = 'arn:aws:states:eu-central-1:000000000000:stateMachine:release';
const fn = 'arn:aws:lambda:eu-central-1:000000000000:function:take';
const rule = 'arn:aws:events:eu-central-1:000000000000:rule/uploads';

describe('a delivery', () => {
  const delivered: unknown[] = [];
  let deliver: Deliver;
  beforeAll(async () => {
    const iam = createIam(() => new Date());
    for (const [name, Action] of [
      ['starter', 'states:StartExecution'],
      ['idle', 's3:GetObject'],
    ])
      await iam.resources['AWS::IAM::Role']?.create({
        logicalId: 'Role',
        type: 'AWS::IAM::Role',
        name: name ?? '',
        properties: {
          AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
          Policies: [
            { PolicyName: 'own', PolicyDocument: { Statement: { Effect: 'Allow', Action, Resource: machine } } },
          ],
        },
      });
    iam.resourcePolicies.set(fn, {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: fn,
        Condition: { ArnLike: { 'aws:SourceArn': rule } },
      },
    });
    deliver = createDeliver({
      authorize: iam.authorize,
      invokeEvent: (...given) => void delivered.push(given),
      sendMessage: (...given) => void delivered.push(given),
      publish: (...given) => void delivered.push(given),
      startExecution: async (...given) => {
        delivered.push(given);
        return { executionArn: 'x' };
      },
    });
  });
  const denied = { code: 'AccessDeniedException' };

  it('has the rights of the role that the template names', async () => {
    const as = (name: string) => deliver(machine, { a: 1 }, { roleArn: `arn:aws:iam::000000000000:role/${name}` });

    await as('starter');
    expect(delivered.at(-1)).toEqual([machine, { a: 1 }]);
    await expect(as('idle')).rejects.toMatchObject(denied);
    await expect(as('nobody')).rejects.toMatchObject(denied);
  });

  it('reaches a function only for whom its permissions let in', async () => {
    const by = (service: string, sourceArn: string) => deliver(fn, { b: 2 }, { service, sourceArn });

    await by('events.amazonaws.com', rule);
    expect(delivered.at(-1)).toEqual([fn, '{"b":2}']);
    await expect(by('events.amazonaws.com', `${rule}-2`)).rejects.toMatchObject(denied);
    await expect(by('sns.amazonaws.com', rule)).rejects.toMatchObject(denied);
  });

  it('names a kind of target that it cannot reach', async () => {
    await expect(deliver('arn:aws:kinesis:eu-central-1:000000000000:stream/s', {})).rejects.toThrow(/kinesis/);
  });
});
