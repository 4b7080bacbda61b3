import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ACCOUNT,
  type Call,
  type EmitMetric,
  NotImplementedLocally,
  REGION,
  type Reply,
  type Service,
  ServiceError,
} from '../service.ts';
import { createQueue, type Message, md5, type Queue } from './queue.ts';
import { queueResources } from './resources.ts';

export interface QueuesDeps {
  /** Where messages are kept between runs. */
  readonly folder: string;
  /** Port of the front door: queue URLs are addresses there. */
  port(): number;
  emit: EmitMetric;
  setResourcePolicy(queueArn: string, document: unknown): void;
  now(): number;
}

export interface Queues extends Service {
  /** Puts a message into the queue with this ARN, without a caller. @throws ServiceError when there is no such queue */
  deliver(queueArn: string, body: string): void;
  /** Reports the length of every queue once a minute. */
  start(): void;
  /** Reports the length of every queue now. */
  measure(): void;
  queues(): readonly Queue[];
  stop(): void;
}

type Body = Readonly<Record<string, unknown>>;

const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** SQS's standard queues, as far as dead letters need them. */
export const createQueues = (deps: QueuesDeps): Queues => {
  const queues = new Map<string, Queue>();
  let timer: NodeJS.Timeout | undefined;
  const urlOf = (name: string) => `http://127.0.0.1:${deps.port()}/${ACCOUNT}/${name}`;
  const find = (nameOrUrl: unknown): Queue => {
    const queue = queues.get(String(nameOrUrl).split(/[/:]/).at(-1) ?? '');
    if (!queue) throw new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${nameOrUrl}`, 400);
    return queue;
  };
  const gauge = ({ name, counts }: Queue): void => {
    const { visible, inFlight } = counts(deps.now());
    const report = (metric: string, value: number) =>
      deps.emit({ namespace: 'AWS/SQS', name: metric, dimensions: { QueueName: name }, value, unit: 'Count' });
    report('ApproximateNumberOfMessagesVisible', visible);
    report('ApproximateNumberOfMessagesNotVisible', inFlight);
  };
  const send = (queue: Queue, body: string, delay?: number): Message => {
    const message = queue.send(body, deps.now(), delay);
    gauge(queue);
    return message;
  };

  const operations: Readonly<Record<string, (body: Body) => Promise<unknown> | unknown>> = {
    ListQueues: ({ QueueNamePrefix = '' }) => ({
      QueueUrls: [...queues.keys()].filter((name) => name.startsWith(String(QueueNamePrefix))).map(urlOf),
    }),
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: urlOf(find(QueueName).name) }),
    GetQueueAttributes: ({ QueueUrl, AttributeNames }) => {
      const all = attributesOf(find(QueueUrl), deps.now());
      const names = new Set([AttributeNames ?? []].flat().map(String));
      return {
        Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => names.has('All') || names.has(name))),
      };
    },
    SendMessage: ({ QueueUrl, MessageBody, DelaySeconds, MessageAttributes }) => {
      if (MessageAttributes) throw new NotImplementedLocally('message attributes of SQS');
      const body = String(MessageBody ?? '');
      const { id } = send(find(QueueUrl), body, DelaySeconds === undefined ? undefined : Number(DelaySeconds));
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    },
    ReceiveMessage: async ({ QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout, WaitTimeSeconds = 0 }) => {
      const queue = find(QueueUrl);
      const until = deps.now() + Number(WaitTimeSeconds) * 1000;
      const visibility = VisibilityTimeout === undefined ? undefined : Number(VisibilityTimeout);
      for (;;) {
        const received = queue.receive(Number(MaxNumberOfMessages), deps.now(), visibility);
        if (received.length > 0) gauge(queue);
        if (received.length > 0 || deps.now() >= until) return { Messages: received.map(shown) };
        await pause(100);
      }
    },
    DeleteMessage: ({ QueueUrl, ReceiptHandle }) => {
      const queue = find(QueueUrl);
      queue.remove(String(ReceiptHandle));
      gauge(queue);
      return {};
    },
    PurgeQueue: ({ QueueUrl }) => {
      const queue = find(QueueUrl);
      queue.purge();
      gauge(queue);
      return {};
    },
  };
  const operationOf = (call: Call) => {
    const operation = operations[call.operation];
    if (!operation) throw new NotImplementedLocally(`the SQS operation ${call.operation}`);
    return operation;
  };

  return {
    signingNames: ['sqs'],
    resources: queueResources({
      add: (settings) => {
        const file = path.join(deps.folder, `${settings.name}.json`);
        queues.set(
          settings.name,
          createQueue(settings, load(file), (messages) => save(file, messages)),
        );
      },
      urlOf,
      setResourcePolicy: deps.setResourcePolicy,
    }),
    access: async (call) => {
      operationOf(call);
      const { QueueUrl, QueueName } = await call.json();
      const name = String(QueueUrl ?? QueueName ?? '')
        .split('/')
        .at(-1);
      return [{ action: `sqs:${call.operation}`, resource: name ? queueArn(name) : '*' }];
    },
    handle: async (call): Promise<Reply> => ({
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(await operationOf(call)(await call.json())),
    }),
    deliver: (arn, body) => void send(find(arn), body),
    measure: () => queues.forEach(gauge),
    start: () => {
      timer = setInterval(() => queues.forEach(gauge), 60_000);
      timer.unref();
      queues.forEach(gauge);
    },
    queues: () => [...queues.values()],
    stop: () => clearInterval(timer),
  };
};

const shown = ({ id, body, receipt, sentAt, received }: Message) => ({
  MessageId: id,
  ReceiptHandle: receipt,
  Body: body,
  MD5OfBody: md5(body),
  Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(received) },
});

const attributesOf = (queue: Queue, now: number): Record<string, string> => {
  const { visible, inFlight, delayed } = queue.counts(now);
  return {
    QueueArn: queueArn(queue.name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeout),
    MessageRetentionPeriod: String(queue.retention),
    DelaySeconds: String(queue.delay),
  };
};

const load = (file: string): readonly Message[] => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Message[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const save = (file: string, messages: readonly Message[]): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(messages));
  renameSync(`${file}.new`, file);
};
