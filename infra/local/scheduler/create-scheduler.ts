import path from 'node:path';
import { createCourier } from '../events/courier.ts';
import {
  type Call,
  type Deliver,
  type EmitMetric,
  NotImplementedLocally,
  type Service,
  type ServiceError,
} from '../service.ts';
import { type Clock, systemClock } from './agenda.ts';
import { createCalendar } from './calendar.ts';
import { createInvoke } from './invoke.ts';
import { scheduleOperations } from './operations.ts';
import { scheduleResources } from './resources.ts';
import { openScheduleStore } from './schedule-store.ts';

export interface SchedulerDeps {
  readonly deliver: Deliver;
  /** Where groups and schedules are kept between runs. */
  readonly folder: string;
  readonly emit?: EmitMetric;
  /** Hears of an invocation that failed for good. */
  onError?(error: unknown, what: string): void;
  /** @default the machine's own time */
  readonly clock?: Clock;
}

export interface Scheduler extends Service {
  /**
   * Invokes the target now, whatever the schedule's expression and state; resolves once it is delivered.
   * @throws ServiceError ResourceNotFoundException; or what the target threw, when no further try is left
   */
  fireNow(groupName: string, name: string): Promise<void>;
  /** From now on, schedules fire. What came due while the local cloud was not running is not made up for. */
  start(): void;
  /** Nothing fires and nothing is tried again. */
  stop(): void;
}

const verbs: Readonly<Record<string, string>> = { POST: 'Create', PUT: 'Update', GET: 'Get', DELETE: 'Delete' };

/** EventBridge Scheduler: groups and schedules, from the template and from its API, that invoke functions and state machines. */
export const createScheduler = ({ deliver, folder, emit, onError, clock = systemClock }: SchedulerDeps): Scheduler => {
  const store = openScheduleStore(path.join(folder, 'schedules.json'), clock.now());
  const courier = createCourier(deliver, clock);
  const invoke = createInvoke(courier, emit);
  const calendar = createCalendar({ store, clock, invoke, onError });
  const operations = scheduleOperations(store, calendar, clock.now);

  const requestOf = async (call: Call) => {
    const [, kind = '', name] = /^\/(schedules|schedule-groups)(?:\/([^/]+))?$/.exec(call.path) ?? [];
    const noun = kind === 'schedules' ? 'Schedule' : 'ScheduleGroup';
    const operation = operations[name === undefined ? `List${noun}s` : `${verbs[call.method]}${noun}`];
    if (kind === '' || !operation || (name === undefined && call.method !== 'GET'))
      throw new NotImplementedLocally(`${call.method} ${call.path} of EventBridge Scheduler`);
    const body = call.method === 'POST' || call.method === 'PUT' ? await call.json() : {};
    return { operation, request: { name: decodeURIComponent(name ?? ''), query: call.query, body } };
  };

  return {
    signingNames: ['scheduler'],
    resources: scheduleResources(store, calendar, clock.now),
    access: async (call) => {
      const { operation, request } = await requestOf(call);
      return operation.access(request);
    },
    handle: async (call) => {
      const { operation, request } = await requestOf(call);
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(operation.run(request)) };
    },
    errorReply: ({ code, message, status }: ServiceError) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Message: message }),
    }),
    fireNow: async (groupName, name) => invoke(store.schedule(groupName, name), clock.now()),
    start: calendar.start,
    stop: () => {
      calendar.stop();
      courier.stop();
    },
  };
};
