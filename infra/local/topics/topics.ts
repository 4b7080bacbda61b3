import { createHash, randomUUID } from 'node:crypto';
import {
  ACCOUNT,
  type Call,
  NotImplementedLocally,
  REGION,
  type Reply,
  type ResourceKind,
  type Service,
  ServiceError,
} from '../service.ts';
import { createTopicStore, type Message, type Subscription, type TopicDeps, type Topics } from './topic-store.ts';

export interface TopicService extends Service, Pick<Topics, 'publish'> {}

const topicArn = (name: string): string => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;
const protocols = new Set(['email', 'email-json', 'lambda']);

/** SNS: topics of the template, subscribers by mail and Lambda, and Publish. */
export const createTopics = (deps: TopicDeps): TopicService => {
  const topics = createTopicStore(deps);
  return {
    signingNames: ['sns'],
    resources: resources(topics),
    access: async (call) => {
      const form = await formOf(call);
      return [{ action: 'sns:Publish', resource: form.get('TopicArn') ?? form.get('TargetArn') ?? '*' }];
    },
    handle: async (call) => {
      const form = await formOf(call);
      const id = topics.publish(form.get('TopicArn') ?? form.get('TargetArn') ?? '', messageOf(form));
      return xml(
        200,
        `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`,
      );
    },
    errorReply: ({ code, message, status }) =>
      xml(
        status,
        `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      ),
    publish: topics.publish,
  };
};

const resources = (topics: Topics): Record<string, ResourceKind> => ({
  'AWS::SNS::Topic': {
    // Encryption at rest has no meaning here.
    properties: ['TopicName', 'DisplayName', 'KmsMasterKeyId', 'Tags'],
    nameProperty: 'TopicName',
    ref: topicArn,
    attributes: (name) => ({ TopicArn: topicArn(name), TopicName: name }),
    create: ({ name, properties }) => topics.create(topicArn(name), String(properties.DisplayName ?? name)),
  },
  // It lets AWS services publish; the services of the local cloud need no leave, and roles are checked by their own policies.
  'AWS::SNS::TopicPolicy': {
    properties: ['PolicyDocument', 'Topics'],
    attributes: (name) => ({ Id: name }),
    create: () => {},
  },
  'AWS::SNS::Subscription': {
    properties: ['TopicArn', 'Protocol', 'Endpoint'],
    ref: (name) => subscriptionArn(name),
    attributes: (name) => ({ Arn: subscriptionArn(name) }),
    create: ({ name, properties }) => {
      const protocol = String(properties.Protocol);
      if (!protocols.has(protocol))
        throw new NotImplementedLocally(
          `the SNS subscription ${name} by ${protocol}: only email, email-json and lambda`,
        );
      topics.subscribe({
        arn: subscriptionArn(name),
        topicArn: String(properties.TopicArn),
        protocol: protocol as Subscription['protocol'],
        endpoint: String(properties.Endpoint),
      });
    },
  },
});

const subscriptionArn = (name: string): string => {
  const hash = createHash('sha256').update(name).digest('hex');
  return `${topicArn('subscription')}:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

/** The query protocol: everything is a form. */
const formOf = async (call: Call): Promise<URLSearchParams> => {
  const form = new URLSearchParams((await call.bytes()).toString('utf8'));
  const action = form.get('Action') ?? call.operation;
  if (action !== 'Publish') throw new NotImplementedLocally(`the SNS operation ${action}`);
  for (const name of ['PhoneNumber', 'MessageGroupId', 'MessageDeduplicationId'])
    if (form.has(name)) throw new NotImplementedLocally(`SNS Publish with ${name}`);
  return form;
};

const messageOf = (form: URLSearchParams): Message => {
  const text = form.get('Message');
  if (!text) throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  const subject = form.get('Subject') ?? undefined;
  const attributes = attributesOf(form);
  if (form.get('MessageStructure') !== 'json') return { subject, message: text, attributes };
  const byProtocol = JSON.parse(text) as { default?: string; email?: string };
  if (typeof byProtocol.default !== 'string')
    throw new ServiceError(
      'InvalidParameter',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    );
  return { subject, message: byProtocol.default, mail: byProtocol.email, attributes };
};

const attributesOf = (form: URLSearchParams) => {
  const attributes: Record<string, { Type: string; Value: string }> = {};
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
    const prefix = `MessageAttributes.entry.${index}`;
    attributes[form.get(`${prefix}.Name`) ?? ''] = {
      Type: form.get(`${prefix}.Value.DataType`) ?? 'String',
      Value: form.get(`${prefix}.Value.StringValue`) ?? form.get(`${prefix}.Value.BinaryValue`) ?? '',
    };
  }
  return attributes;
};

const xml = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/xml' }, body });

const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
