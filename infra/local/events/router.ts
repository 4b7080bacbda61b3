import { randomUUID } from 'node:crypto';
import { type Clock, createAgenda } from '../scheduler/agenda.ts';
import { ServiceError } from '../service.ts';
import type { Archive } from './archive.ts';
import { type Event, makeEvent } from './event.ts';
import { createEventFaults } from './faults.ts';
import type { Rule } from './rule.ts';

export interface Bus {
  readonly name: string;
  readonly description?: string;
}

/** Buses with their rules and archives, and the way of an event through them. */
export const createRouter = (clock: Clock, dispatch: (rule: Rule, event: Event) => void) => {
  const buses = new Map<string, Bus>([['default', { name: 'default' }]]);
  const rules = new Map<string, Rule>();
  const archives = new Map<string, Archive>();
  const agenda = createAgenda(clock);
  const { faults, copies, delayOf } = createEventFaults();

  const existing = (bus: string): string => {
    if (buses.has(bus)) return bus;
    throw new ServiceError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
  };
  const send = (rule: Rule, event: Event): void => {
    const delay = delayOf(event['detail-type']);
    for (let copy = 0; copy < copies(event['detail-type']); copy += 1)
      if (delay > 0) clock.after(delay, () => dispatch(rule, event));
      else dispatch(rule, event);
  };
  const ring = (rule: Rule, planned: number): void => {
    const own = { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {}, resources: [rule.arn] };
    send(rule, makeEvent(own, randomUUID(), planned));
  };

  return {
    buses,
    rules,
    faults,
    addBus: (bus: Bus): void => void buses.set(bus.name, bus),
    addArchive: (archive: Archive): void => void archives.set(existing(archive.bus) && archive.name, archive),
    addRule: (rule: Rule): void => {
      rules.set(`${existing(rule.bus)}/${rule.name}`, rule);
      const { schedule, enabled, name } = rule;
      agenda.drop(name);
      if (!schedule || !enabled) return;
      const anchor = clock.now();
      agenda.plan(name, {
        next: (after) => schedule.expression.next(after, anchor),
        ring: (planned) => ring(rule, planned),
      });
    },
    ringSchedules: (): void => {
      for (const rule of rules.values()) if (rule.schedule && rule.enabled) ring(rule, clock.now());
    },
    /** Gives the event to the archives and rules of a bus that want it. @throws ServiceError when there is no such bus */
    put: (bus: string, event: Event): void => {
      existing(bus);
      for (const archive of archives.values()) if (archive.bus === bus) archive.keep(event);
      for (const rule of rules.values())
        if (rule.bus === bus && rule.enabled && rule.pattern?.matches(event)) send(rule, event);
    },
    start: agenda.start,
    stop: agenda.stop,
  };
};

export type Router = ReturnType<typeof createRouter>;
