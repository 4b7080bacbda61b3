import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../scheduler/agenda.ts';
import {
  type Call,
  type Deliver,
  type EmitMetric,
  NotImplementedLocally,
  type PutEvent,
  type Service,
} from '../service.ts';
import { busName } from './arns.ts';
import { createCourier } from './courier.ts';
import { createDispatch } from './dispatch.ts';
import { makeEvent } from './event.ts';
import type { EventFaults } from './faults.ts';
import { eventOperations } from './operations.ts';
import { eventResources } from './resources.ts';
import { createRouter } from './router.ts';

export interface EventsDeps {
  readonly deliver: Deliver;
  /** Where archives are kept, one file of JSON lines each. */
  readonly folder: string;
  readonly emit?: EmitMetric;
  /** Takes what the policies of a bus allow. */
  setResourcePolicy?(busArn: string, document: unknown): void;
  /** Hears of an event that could not be delivered. */
  onError?(error: unknown, what: string): void;
  /** @default the machine's own time */
  readonly clock?: Clock;
}

export interface Events extends Service {
  /** Puts an event without a caller. Returns before anything is delivered. @throws ServiceError when there is no such bus */
  readonly putEvent: PutEvent;
  readonly faults: EventFaults;
  /** From now on, scheduled rules fire. */
  start(): void;
  /** All scheduled rules fire once, now and beside their schedules: a rehearsal need not wait for the morning. */
  ringSchedules(): void;
  /** No schedule fires and nothing is tried again; events that still wait for another try are lost. */
  stop(): void;
}

/** EventBridge: buses, rules by pattern and by schedule, archives, and PutEvents. Rules and buses come from the template only. */
export const createEvents = (deps: EventsDeps): Events => {
  const { deliver, folder, emit, onError, setResourcePolicy, clock = systemClock } = deps;
  const courier = createCourier(deliver, clock);
  const router = createRouter(clock, createDispatch({ courier, emit, onError }));
  const operations = eventOperations(router, clock.now);
  const operationOf = ({ operation }: Call) => {
    const name = operation.slice(operation.lastIndexOf('.') + 1);
    const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!found) throw new NotImplementedLocally(`the EventBridge operation ${name}`);
    return found;
  };
  return {
    signingNames: ['events'],
    resources: eventResources({ router, folder, now: clock.now, setResourcePolicy }),
    access: async (call) => operationOf(call).access(await call.json()),
    handle: async (call) => ({
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(operationOf(call).run(await call.json())),
    }),
    putEvent: ({ bus, ...own }) => router.put(busName(bus), makeEvent(own, randomUUID(), clock.now())),
    faults: router.faults,
    start: router.start,
    ringSchedules: router.ringSchedules,
    stop: () => {
      router.stop();
      courier.stop();
    },
  };
};
