import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FUNCTION, QUEUE, setUp } from './cloud.ts';

const seen = async (input: Record<string, unknown>, detail: unknown = { key: 'a"b', size: 3, tags: ['x'] }) => {
  const { events, rule, clock, delivered } = setUp();
  await rule({ EventPattern: { source: ['slipway'] } }, input);
  events.putEvent({ source: 'slipway', 'detail-type': 'model.live', detail, resources: ['r0', 'r1'] });
  await clock.settle();
  return delivered[0]?.payload;
};
const template = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) => ({
  InputTransformer: { InputTemplate, InputPathsMap },
});

describe('what a target gets', () => {
  it('is a constant', async () => expect(await seen({ Input: '{"job":"sweep"}' })).toEqual({ job: 'sweep' }));

  it.each([
    ['$.detail', { key: 'a"b', size: 3, tags: ['x'] }],
    ['$.detail.size', 3],
    ["$['detail-type']", 'model.live'],
    ['$.resources[1]', 'r1'],
    ['$.detail.nothing', null],
  ])('is the part of the event at %s', async (InputPath, part) => expect(await seen({ InputPath })).toEqual(part));

  it('is a template with values as JSON, and as text within strings', async () => {
    const paths = { key: '$.detail.key', size: '$.detail.size', tags: '$.detail.tags' };
    expect(
      await seen(template('{"key":<key>,"size":<size>,"tags":<tags>,"text":"<key>: <size>, <tags>, <b>"}', paths)),
    ).toEqual({ key: 'a"b', size: 3, tags: ['x'], text: 'a"b: 3, ["x"], <b>' });
  });

  it('is a template that knows its rule and the whole event', async () => {
    const made = '{"rule":"<aws.events.rule-name>","arn":<aws.events.rule-arn>,"event":<aws.events.event.json>}';
    expect(await seen(template(made))).toMatchObject({
      rule: 'rule',
      arn: 'arn:aws:events:eu-central-1:000000000000:rule/rule',
      event: { source: 'slipway', detail: { size: 3 } },
    });
  });

  it('is text as it stands, for a queue', async () => {
    expect(await seen({ Arn: QUEUE, ...template('"The key is <key>"', { key: '$.detail.key' }) })).toBe(
      '"The key is a\\"b"',
    );
  });

  it('is never broken by what an event brings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (key) => {
        const made = template('{"bare":<key>,"text":"<<key>>"}', { key: '$.detail.key' });
        expect(await seen(made, { key })).toEqual({ bare: key, text: `<${key}>` });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['two kinds of input at once', { Input: '{}', InputPath: '$' }, /Only one/],
    ['a constant that is no JSON', { Input: '{' }, /JSON/],
    ['a path with a filter', { InputPath: '$.detail[?(@.a)]' }, /\[\?/],
  ])('cannot be %s', async (_, input, message) => {
    const { rule } = setUp();
    await expect(rule({ EventPattern: { source: ['a'] } }, { Arn: FUNCTION, ...input })).rejects.toThrow(message);
  });
});
