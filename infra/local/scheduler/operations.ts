import { type Access, ServiceError } from '../service.ts';
import { groupArn, scheduleArn } from './arns.ts';
import type { Calendar } from './calendar.ts';
import { readSettings, type Schedule, type Settings } from './schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';

interface Request {
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Operation {
  access(request: Request): readonly Access[];
  run(request: Request): unknown;
}

/** Changes to a schedule need leave to pass its role on to EventBridge Scheduler, too. */
const writeAccess = (action: string, { name, body }: Request): readonly Access[] => {
  const { GroupName = 'default', Target } = body as Partial<Settings>;
  const accesses: Access[] = [{ action, resource: scheduleArn(GroupName, name) }];
  if (Target?.RoleArn === undefined) return accesses;
  const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
  return [...accesses, { action: 'iam:PassRole', resource: Target.RoleArn, context }];
};

const groupOf = ({ query }: Request): string => query.get('groupName') ?? 'default';
const seconds = (milliseconds: number): number => milliseconds / 1000;

export const scheduleOperations = (
  store: ScheduleStore,
  calendar: Calendar,
  now: () => number,
): Readonly<Record<string, Operation>> => {
  const settingsOf = ({ name, body }: Request): Settings => {
    const { ClientToken: _, ...settings } = body;
    const read = readSettings({ ...settings, Name: name });
    store.group(read.GroupName);
    return read;
  };
  return {
    CreateSchedule: {
      access: (request) => writeAccess('scheduler:CreateSchedule', request),
      run: (request) => {
        const settings = settingsOf(request);
        const { GroupName, Name } = settings;
        const clientToken = request.body.ClientToken as string | undefined;
        const known = store.find(GroupName, Name);
        const repeated = known?.clientToken !== undefined && known.clientToken === clientToken;
        if (known && !repeated) throw new ServiceError('ConflictException', `Schedule ${Name} already exists.`, 409);
        if (!known) {
          const schedule = { ...settings, clientToken, createdAt: now(), modifiedAt: now() };
          store.save(schedule);
          calendar.plan(schedule, now() - 1);
        }
        return { ScheduleArn: scheduleArn(GroupName, Name) };
      },
    },
    UpdateSchedule: {
      access: (request) => writeAccess('scheduler:UpdateSchedule', request),
      run: (request) => {
        const settings = settingsOf(request);
        const { createdAt, clientToken } = store.schedule(settings.GroupName, settings.Name);
        const schedule = { ...settings, clientToken, createdAt, modifiedAt: now() };
        store.save(schedule);
        calendar.plan(schedule);
        return { ScheduleArn: scheduleArn(settings.GroupName, settings.Name) };
      },
    },
    GetSchedule: {
      access: (request) => [{ action: 'scheduler:GetSchedule', resource: scheduleArn(groupOf(request), request.name) }],
      run: (request) => shown(store.schedule(groupOf(request), request.name)),
    },
    DeleteSchedule: {
      access: (request) => [
        { action: 'scheduler:DeleteSchedule', resource: scheduleArn(groupOf(request), request.name) },
      ],
      run: (request) => {
        const schedule = store.schedule(groupOf(request), request.name);
        calendar.drop(schedule);
        store.remove(schedule);
        return {};
      },
    },
    ListSchedules: {
      access: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
      run: ({ query }) => ({
        Schedules: store
          .schedules()
          .filter(({ GroupName }) => GroupName === (query.get('ScheduleGroup') ?? GroupName))
          .filter(({ Name }) => Name.startsWith(query.get('NamePrefix') ?? ''))
          .filter(({ State }) => State === (query.get('State') ?? State))
          .map(summary),
      }),
    },
    CreateScheduleGroup: {
      access: ({ name }) => [{ action: 'scheduler:CreateScheduleGroup', resource: groupArn(name) }],
      run: ({ name }) => {
        if (store.hasGroup(name))
          throw new ServiceError('ConflictException', `Schedule group ${name} already exists.`, 409);
        store.saveGroup({ name, createdAt: now() });
        return { ScheduleGroupArn: groupArn(name) };
      },
    },
    GetScheduleGroup: {
      access: ({ name }) => [{ action: 'scheduler:GetScheduleGroup', resource: groupArn(name) }],
      run: ({ name }) => shownGroup(store.group(name)),
    },
    DeleteScheduleGroup: {
      access: ({ name }) => [{ action: 'scheduler:DeleteScheduleGroup', resource: groupArn(name) }],
      run: ({ name }) => {
        store.group(name);
        if (name === 'default') throw new ServiceError('ValidationException', 'The default group cannot be deleted.');
        for (const schedule of store.schedules().filter(({ GroupName }) => GroupName === name)) {
          calendar.drop(schedule);
          store.remove(schedule);
        }
        store.removeGroup(name);
        return {};
      },
    },
    ListScheduleGroups: {
      access: () => [{ action: 'scheduler:ListScheduleGroups', resource: '*' }],
      run: ({ query }) => ({
        ScheduleGroups: store
          .groups()
          .filter(({ name }) => name.startsWith(query.get('NamePrefix') ?? ''))
          .map(shownGroup),
      }),
    },
  };
};

const shown = ({ createdAt, modifiedAt, clientToken: _, ...settings }: Schedule) => ({
  ...settings,
  Arn: scheduleArn(settings.GroupName, settings.Name),
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(modifiedAt),
});

const summary = (schedule: Schedule) => {
  const { Arn, GroupName, Name, State, CreationDate, LastModificationDate, Target } = shown(schedule);
  return { Arn, GroupName, Name, State, CreationDate, LastModificationDate, Target: { Arn: Target.Arn } };
};

const shownGroup = ({ name, createdAt }: { readonly name: string; readonly createdAt: number }) => ({
  Arn: groupArn(name),
  Name: name,
  State: 'ACTIVE',
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(createdAt),
});
