import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueue } from '../../../../infra/local/queues/queue.ts';
import { startTestCloud, temporaryFolder } from '../support/test-cloud.ts';

const settings = { name: 'q', visibilityTimeout: 30, retention: 60, delay: 0 };

describe('a queue', () => {
  it('hides a received message until its visibility timeout is over', () => {
    const queue = createQueue(settings);
    queue.send('a', 0);

    expect(queue.receive(10, 0)).toMatchObject([{ body: 'a', received: 1 }]);
    expect(queue.receive(10, 29_999)).toEqual([]);
    expect(queue.receive(10, 30_000)).toMatchObject([{ body: 'a', received: 2 }]);
  });

  it('forgets a message by its last receipt only', () => {
    const queue = createQueue(settings);
    queue.send('a', 0);
    const [first] = queue.receive(1, 0);
    const [second] = queue.receive(1, 30_000);

    expect(queue.remove(first?.receipt ?? '')).toBe(false);
    expect(queue.remove(second?.receipt ?? '')).toBe(true);
    expect(queue.counts(30_000)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('delays, and lets go of what is too old', () => {
    const queue = createQueue({ ...settings, delay: 5 });
    queue.send('late', 0);

    expect(queue.counts(4_999)).toMatchObject({ visible: 0, delayed: 1 });
    expect(queue.counts(5_000)).toMatchObject({ visible: 1, delayed: 0 });
    expect(queue.counts(60_001)).toMatchObject({ visible: 0 });
  });

  it('never loses a message that nobody removed', () => {
    const step = fc.record({ kind: fc.constantFrom('send', 'receive', 'remove'), wait: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = createQueue({ ...settings, retention: 1e6 });
        let now = 0;
        let expected = 0;
        let receipts: (string | undefined)[] = [];
        for (const { kind, wait } of steps) {
          now += wait * 100;
          if (kind === 'send') {
            queue.send('m', now);
            expected += 1;
          } else if (kind === 'receive') receipts = queue.receive(3, now).map(({ receipt }) => receipt);
          else for (const receipt of receipts.splice(0)) if (queue.remove(receipt ?? '')) expected -= 1;
          const { visible, inFlight, delayed } = queue.counts(now);
          expect(visible + inFlight + delayed).toBe(expected);
        }
      }),
    );
  });
});

describe('SQS', () => {
  const resources = {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', SqsManagedSseEnabled: true } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Dead' }],
        PolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:000000000000:rule/mine' } },
          },
        },
      },
    },
  };
  const dead = 'arn:aws:sqs:eu-central-1:000000000000:dead';

  it('lets a service deliver on behalf of whom the queue policy names, and of nobody else', async () => {
    const { iam } = await startTestCloud({ resources });
    const ask = (rule: string) =>
      iam.decide(
        { kind: 'service', name: 'events.amazonaws.com' },
        {
          action: 'sqs:SendMessage',
          resource: dead,
          context: { 'aws:SourceArn': `arn:aws:events:eu-central-1:000000000000:rule/${rule}` },
        },
      ).allowed;

    expect(ask('mine')).toBe(true);
    expect(ask('other')).toBe(false);
  });

  it('keeps messages over a restart, and tells CloudWatch how many there are', async () => {
    const folder = temporaryFolder();
    const first = await startTestCloud({ resources }, { folder });
    first.queues.deliver(dead, 'kept');
    await first.stop();

    const second = await startTestCloud({ resources }, { folder });
    expect(second.queues.queues()[0]?.all(Date.now())).toMatchObject([{ body: 'kept' }]);
    const { CloudWatchClient, GetMetricStatisticsCommand } = await import('@aws-sdk/client-cloudwatch');
    const { clientOf } = await import('../support/test-cloud.ts');
    const { Datapoints } = await new CloudWatchClient(clientOf(second)).send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: 'dead' }],
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 60,
        Statistics: ['Maximum'],
      }),
    );
    expect(Datapoints?.at(-1)?.Maximum).toBe(1);
  });
});
