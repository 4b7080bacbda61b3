import { describe, expect, it } from 'vitest';
import type { Call, Resource } from '../../../../infra/local/service.ts';
import { createTopics } from '../../../../infra/local/topics/topics.ts';

const setUp = async () => {
  const mails: [string, string, string][] = [];
  const delivered: [string, unknown][] = [];
  const topics = createTopics({
    now: () => Date.UTC(2026, 0, 5),
    sendMail: (to, subject, text) => void mails.push([to, subject, text]),
    deliver: async (arn, payload) => delivered.push([arn, payload]),
  });
  const make = (type: string, name: string, properties: Resource['properties']) =>
    topics.resources[type]?.create({ logicalId: name, type, name, properties });
  const TopicArn = topics.resources['AWS::SNS::Topic']?.ref?.('ops') ?? '';
  await make('AWS::SNS::Topic', 'ops', { DisplayName: 'Operations' });
  const subscribe = (Protocol: string, Endpoint: string) =>
    make('AWS::SNS::Subscription', Endpoint, { TopicArn, Protocol, Endpoint });
  const call = (form: Record<string, string>) =>
    ({
      operation: '',
      bytes: async () => Buffer.from(new URLSearchParams({ TopicArn, ...form }).toString()),
    }) as unknown as Call;
  return { topics, mails, delivered, subscribe, call, TopicArn };
};

describe('an SNS topic', () => {
  it('hands a published message to mail and to functions', async () => {
    const { topics, mails, delivered, subscribe, call, TopicArn } = await setUp();
    await subscribe('email', 'ops@example.com');
    await subscribe('lambda', 'arn:aws:lambda:x');

    const publish = call({ Action: 'Publish', Message: 'hello', Subject: 'Hi' });
    expect(await topics.access(publish)).toEqual([{ action: 'sns:Publish', resource: TopicArn }]);
    const { body } = await topics.handle(publish);

    expect(String(body)).toMatch(/<MessageId>[0-9a-f-]{36}<\/MessageId>/);
    expect(mails).toEqual([['ops@example.com', 'Hi', 'hello']]);
    expect(delivered).toMatchObject([
      [
        'arn:aws:lambda:x',
        {
          Records: [
            {
              EventSource: 'aws:sns',
              Sns: { TopicArn, Subject: 'Hi', Message: 'hello', Timestamp: '2026-01-05T00:00:00.000Z' },
            },
          ],
        },
      ],
    ]);
  });

  it('gives each protocol its own text of a JSON message', async () => {
    const { topics, mails, delivered, subscribe, call } = await setUp();
    await subscribe('email', 'ops@example.com');
    await subscribe('lambda', 'arn:aws:lambda:x');
    await topics.handle(
      call({
        Action: 'Publish',
        MessageStructure: 'json',
        Message: JSON.stringify({ default: '{"a":1}', email: 'in words' }),
      }),
    );

    expect(mails).toEqual([['ops@example.com', 'Message from Operations', 'in words']]);
    expect(delivered).toMatchObject([[expect.anything(), { Records: [{ Sns: { Message: '{"a":1}' } }] }]]);
  });

  it('says in XML that a topic does not exist, and refuses other operations and protocols by name', async () => {
    const { topics, subscribe, call } = await setUp();
    const wrong = topics.handle(
      call({ Action: 'Publish', Message: 'x', TopicArn: 'arn:aws:sns:eu-central-1:000000000000:none' }),
    );
    const error = await wrong.catch((reason) => reason);

    expect(String(topics.errorReply?.(error).body)).toContain('<Code>NotFound</Code>');
    await expect(topics.handle(call({ Action: 'CreateTopic' }))).rejects.toThrow('CreateTopic');
    expect(() => subscribe('sms', '+49')).toThrow(/sms/);
  });
});
