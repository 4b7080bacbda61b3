import { randomUUID } from 'node:crypto';
import { type Deliver, REGION, ServiceError } from '../service.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'email' | 'email-json' | 'lambda';
  readonly endpoint: string;
}

export interface Message {
  readonly subject?: string;
  readonly message: string;
  /** What subscribers by mail read instead of the message. */
  readonly mail?: string;
  readonly attributes?: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

export interface TopicDeps {
  sendMail?(to: string, subject: string, text: string): Promise<void> | void;
  readonly deliver?: Deliver;
  now?(): number;
  /** Hears of a delivery that failed; the publisher never does, as on AWS. */
  onError?(error: unknown): void;
}

export interface Topics {
  create(arn: string, displayName: string): void;
  subscribe(subscription: Subscription): void;
  /** Hands the message to every subscriber and gives its id. Throws when there is no such topic. */
  publish(topicArn: string, message: Message): string;
}

/** SNS topics with their subscriptions. A subscription by mail counts as confirmed: the inbox is the rehearsal's own. */
export const createTopicStore = ({ sendMail, deliver, now = Date.now, onError }: TopicDeps): Topics => {
  const topics = new Map<string, { readonly displayName: string }>();
  const subscriptions: Subscription[] = [];

  const hand = async (
    subscription: Subscription,
    { subject, message, mail, attributes }: Message,
    id: string,
  ): Promise<void> => {
    const { topicArn, endpoint, protocol, arn } = subscription;
    const notification = {
      Type: 'Notification',
      MessageId: id,
      TopicArn: topicArn,
      Subject: subject ?? null,
      Message: message,
      Timestamp: new Date(now()).toISOString(),
      SignatureVersion: '1',
      Signature: 'unsigned',
      SigningCertUrl: `https://sns.${REGION}.amazonaws.com/none.pem`,
      UnsubscribeUrl: `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`,
      MessageAttributes: attributes ?? {},
    };
    if (protocol === 'lambda') {
      const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns: notification };
      await deliver?.(endpoint, { Records: [record] });
      return;
    }
    const text = protocol === 'email-json' ? JSON.stringify(notification, null, 2) : (mail ?? message);
    await sendMail?.(endpoint, subject ?? `Message from ${topics.get(topicArn)?.displayName ?? topicArn}`, text);
  };

  return {
    create: (arn, displayName) => {
      topics.set(arn, { displayName });
    },
    subscribe: (subscription) => {
      const known = subscriptions.findIndex(({ arn }) => arn === subscription.arn);
      if (known >= 0) subscriptions[known] = subscription;
      else subscriptions.push(subscription);
    },
    publish: (topicArn, message) => {
      if (!topics.has(topicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
      const id = randomUUID();
      for (const subscription of subscriptions)
        if (subscription.topicArn === topicArn)
          hand(subscription, message, id).catch((error: unknown) => onError?.(error));
      return id;
    },
  };
};
