import { randomUUID } from 'node:crypto';
import { type Access, ServiceError } from '../service.ts';
import { busArn, busName, ruleArn } from './arns.ts';
import { makeEvent } from './event.ts';
import { detailOf, entryError, readEntries } from './put-events.ts';
import type { Router } from './router.ts';
import type { Rule } from './rule.ts';

type Body = Readonly<Record<string, unknown>>;

interface Operation {
  access(body: Body): readonly Access[];
  run(body: Body): unknown;
}

export const eventOperations = (router: Router, now: () => number): Readonly<Record<string, Operation>> => {
  const find = ({ Name, EventBusName }: Body): Rule => {
    const rule = router.rules.get(`${busName(EventBusName)}/${Name}`);
    if (rule) return rule;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Rule ${Name} does not exist on EventBus ${busName(EventBusName)}.`,
    );
  };
  const put = (entry: ReturnType<typeof readEntries>[number]) => {
    const error = entryError(entry, (nameOrArn) => router.buses.has(busName(nameOrArn)));
    if (error) return error;
    const { Source: source = '', DetailType = '', Time, Resources: resources } = entry;
    const own = { source, 'detail-type': DetailType, detail: detailOf(entry), resources };
    const id = randomUUID();
    router.put(busName(entry.EventBusName), makeEvent(own, id, Time === undefined ? now() : Time * 1000));
    return { EventId: id };
  };

  return {
    PutEvents: {
      access: (body) =>
        readEntries(body).map(({ EventBusName, Source = '', DetailType = '' }) => ({
          action: 'events:PutEvents',
          resource: busArn(busName(EventBusName)),
          context: { 'events:source': Source, 'events:detail-type': DetailType },
        })),
      run: (body) => {
        const Entries = readEntries(body).map(put);
        return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
      },
    },
    ListEventBuses: {
      access: () => [{ action: 'events:ListEventBuses', resource: '*' }],
      run: () => ({
        EventBuses: [...router.buses.values()].map(({ name, description }) => ({
          Name: name,
          Arn: busArn(name),
          Description: description,
        })),
      }),
    },
    ListRules: {
      access: () => [{ action: 'events:ListRules', resource: '*' }],
      run: ({ EventBusName, NamePrefix = '' }) => ({
        Rules: [...router.rules.values()]
          .filter(({ name, bus }) => bus === busName(EventBusName) && name.startsWith(String(NamePrefix)))
          .map(shown),
      }),
    },
    DescribeRule: {
      access: ({ Name }) => [{ action: 'events:DescribeRule', resource: ruleArn(String(Name)) }],
      run: (body) => shown(find(body)),
    },
    ListTargetsByRule: {
      access: ({ Rule }) => [{ action: 'events:ListTargetsByRule', resource: ruleArn(String(Rule)) }],
      run: ({ Rule, EventBusName }) => ({
        Targets: find({ Name: Rule, EventBusName }).targets.map(({ id, arn, roleArn }) => ({
          Id: id,
          Arn: arn,
          RoleArn: roleArn,
        })),
      }),
    },
  };
};

const shown = ({ name, arn, bus, description, pattern, schedule, enabled }: Rule) => ({
  Name: name,
  Arn: arn,
  EventBusName: bus,
  Description: description,
  EventPattern: pattern?.text,
  ScheduleExpression: schedule?.text,
  State: enabled ? 'ENABLED' : 'DISABLED',
});
