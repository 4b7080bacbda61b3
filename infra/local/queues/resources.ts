import { ACCOUNT, NotImplementedLocally, REGION, type ResourceKind } from '../service.ts';
import type { QueueSettings } from './queue.ts';

export interface QueueResourcesDeps {
  add(settings: QueueSettings): void;
  urlOf(name: string): string;
  setResourcePolicy(queueArn: string, document: unknown): void;
}

export const queueResources = (deps: QueueResourcesDeps): Readonly<Record<string, ResourceKind>> => ({
  'AWS::SQS::Queue': {
    // Encryption (SqsManagedSseEnabled, KmsMasterKeyId) has nothing to protect here: messages stay on this machine.
    properties: [
      'DelaySeconds',
      'KmsDataKeyReusePeriodSeconds',
      'KmsMasterKeyId',
      'MessageRetentionPeriod',
      'QueueName',
      'SqsManagedSseEnabled',
      'Tags',
      'VisibilityTimeout',
    ],
    nameProperty: 'QueueName',
    ref: deps.urlOf,
    attributes: (name) => ({
      Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
      QueueName: name,
      QueueUrl: deps.urlOf(name),
    }),
    create: ({ name, properties }) => {
      if (name.endsWith('.fifo')) throw new NotImplementedLocally(`the FIFO queue ${name}`);
      deps.add({
        name,
        visibilityTimeout: Number(properties.VisibilityTimeout ?? 30),
        retention: Number(properties.MessageRetentionPeriod ?? 345_600),
        delay: Number(properties.DelaySeconds ?? 0),
      });
    },
  },
  'AWS::SQS::QueuePolicy': {
    properties: ['PolicyDocument', 'Queues'],
    attributes: () => ({}),
    create: ({ properties }) => {
      for (const url of (properties.Queues ?? []) as string[])
        deps.setResourcePolicy(`arn:aws:sqs:${REGION}:${ACCOUNT}:${url.split('/').at(-1)}`, properties.PolicyDocument);
    },
  },
});
