import type { Iam } from './iam/iam.ts';
import { type Access, type Deliver, NotImplementedLocally } from './service.ts';

/** What can be delivered to. Each is asked only when something is delivered, so the order of making them does not matter. */
export interface Targets {
  readonly authorize: Iam['authorize'];
  invokeEvent(functionArn: string, payload: string): void;
  sendMessage(queueArn: string, body: string): void;
  startExecution(stateMachineArn: string, input: unknown): Promise<{ readonly executionArn: string }>;
  publish(topicArn: string, message: string): void;
}

/** Hands payloads to functions, machines, queues and topics by ARN, with the rights of a role or of the AWS service that sends. */
export const createDeliver =
  (targets: Targets): Deliver =>
  async (targetArn, payload, { roleArn, service, sourceArn } = {}) => {
    const target = kinds[targetArn.split(':')[2] ?? ''];
    if (!target) throw new NotImplementedLocally(`delivery to ${targetArn}`);
    const access: Access = {
      action: target.action,
      resource: targetArn,
      context: sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn },
    };
    if (roleArn !== undefined) targets.authorize({ kind: 'role', name: roleArn.split('/').at(-1) ?? '' }, [access]);
    else if (service !== undefined) targets.authorize({ kind: 'service', name: service }, [access]);
    return target.hand(targets, targetArn, payload);
  };

interface Kind {
  readonly action: string;
  hand(targets: Targets, arn: string, payload: unknown): unknown;
}

const text = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload ?? null));

const kinds: Readonly<Record<string, Kind>> = {
  lambda: {
    action: 'lambda:InvokeFunction',
    hand: (targets, arn, payload) => targets.invokeEvent(arn, JSON.stringify(payload ?? null)),
  },
  sqs: { action: 'sqs:SendMessage', hand: (targets, arn, payload) => targets.sendMessage(arn, text(payload)) },
  states: {
    action: 'states:StartExecution',
    hand: (targets, arn, payload) => targets.startExecution(arn, payload),
  },
  sns: { action: 'sns:Publish', hand: (targets, arn, payload) => targets.publish(arn, text(payload)) },
};
