import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cloud } from '../../../../infra/local/cloud.ts';
import { clientOf, lambdaRole, startTestCloud } from '../support/test-cloud.ts';

const queueOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const rule = (queue: string) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventBusName: { Ref: 'Moves' },
    EventPattern: { source: ['slipway'] },
    Targets: [{ Id: 'Target0', Arn: queueOf(queue), DeadLetterConfig: { Arn: queueOf('Dead') } }],
  },
});
/** Lets one rule into a queue, as the CDK writes it. */
const letIn = (queue: string, rules: readonly string[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: rules.map((name) => ({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueOf(queue),
        Condition: { ArnEquals: { 'aws:SourceArn': queueOf(name) } },
      })),
    },
  },
});

describe('a bus in a whole local cloud', () => {
  let cloud: Cloud;
  const events = (role?: string) =>
    new EventBridgeClient(clientOf(cloud, role === undefined ? undefined : cloud.keys.credentialsFor(role)));
  const bodies = (name: string): { detail: unknown }[] => {
    const queue = cloud.queues.queues().find((one) => one.name === name);
    return (queue?.all(Date.now()) ?? []).map(({ body }) => JSON.parse(body));
  };
  const put = (EventBusName: string) =>
    new PutEventsCommand({
      Entries: [{ EventBusName, Source: 'slipway', DetailType: 'model.live', Detail: '{"a":1}' }],
    });

  beforeAll(async () => {
    cloud = await startTestCloud({
      resources: {
        Moves: { Type: 'AWS::Events::EventBus', Properties: { Name: 'moves' } },
        Open: { Type: 'AWS::SQS::Queue' },
        Shut: { Type: 'AWS::SQS::Queue' },
        Dead: { Type: 'AWS::SQS::Queue' },
        Allowed: rule('Open'),
        Forbidden: rule('Shut'),
        OpenPolicy: letIn('Open', ['Allowed']),
        ShutPolicy: letIn('Shut', ['Allowed']),
        DeadPolicy: letIn('Dead', ['Forbidden']),
        Writer: lambdaRole({ Action: 'events:PutEvents', Resource: { 'Fn::GetAtt': ['Moves', 'Arn'] } }),
      },
    });
  });

  it('delivers where the policy of the target lets the rule in, and to the dead letters where it does not', async () => {
    expect((await events('Test-Writer').send(put('moves'))).FailedEntryCount).toBe(0);

    await vi.waitFor(() => expect([bodies('Test-Open').length, bodies('Test-Dead').length]).toEqual([1, 1]));
    expect(bodies('Test-Open')[0]?.detail).toEqual({ a: 1 });
    expect(bodies('Test-Dead')[0]?.detail).toEqual({ a: 1 });
    expect(bodies('Test-Shut')).toEqual([]);
  });

  it('takes events only from a role that may put them there', async () => {
    await expect(events('Test-Writer').send(put('default'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
