import type { ResourceKind } from '../service.ts';
import { groupArn } from './arns.ts';
import type { Calendar } from './calendar.ts';
import { readSettings } from './schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** Groups and schedules that are there from an earlier run keep their date of creation, and groups keep their schedules. */
export const scheduleResources = (
  store: ScheduleStore,
  calendar: Calendar,
  now: () => number,
): Record<string, ResourceKind> => ({
  'AWS::Scheduler::ScheduleGroup': {
    // Nothing here reads tags.
    properties: ['Name', 'Tags'],
    nameProperty: 'Name',
    attributes: (name) => ({ Arn: groupArn(name) }),
    create: ({ name }) => {
      if (!store.hasGroup(name)) store.saveGroup({ name, createdAt: now() });
    },
  },
  'AWS::Scheduler::Schedule': {
    properties: [
      'Description',
      'EndDate',
      'FlexibleTimeWindow',
      'GroupName',
      'Name',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'StartDate',
      'State',
      'Target',
    ],
    nameProperty: 'Name',
    // Its ARN holds the name of its group, which is not known when attributes are asked for.
    attributes: () => ({}),
    create: ({ name, properties }) => {
      const settings = readSettings({ ...properties, Name: name });
      store.group(settings.GroupName);
      const known = store.find(settings.GroupName, name);
      const schedule = { ...settings, createdAt: known?.createdAt ?? now(), modifiedAt: now() };
      store.save(schedule);
      calendar.plan(schedule, known ? undefined : now() - 1);
    },
  },
});
