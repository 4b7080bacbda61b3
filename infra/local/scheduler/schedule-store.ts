import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceError } from '../service.ts';
import type { Schedule } from './schedule.ts';

interface Group {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Groups and schedules, kept in one JSON file. */
export interface ScheduleStore {
  groups(): readonly Group[];
  /** @throws ServiceError ResourceNotFoundException, as `schedule` does */
  group(name: string): Group;
  hasGroup(name: string): boolean;
  saveGroup(group: Group): void;
  removeGroup(name: string): void;
  schedules(): readonly Schedule[];
  schedule(group: string, name: string): Schedule;
  find(group: string, name: string): Schedule | undefined;
  save(schedule: Schedule): void;
  remove(schedule: Schedule): void;
}

const notFound = (what: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `${what} does not exist.`, 404);

const keyOf = (group: string, name: string): string => `${group}/${name}`;

export const openScheduleStore = (file: string, now: number): ScheduleStore => {
  const saved = load(file);
  const groups = new Map((saved?.groups ?? [{ name: 'default', createdAt: now }]).map((group) => [group.name, group]));
  const schedules = new Map(
    (saved?.schedules ?? []).map((schedule) => [keyOf(schedule.GroupName, schedule.Name), schedule]),
  );
  const keep = (): void => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify({ groups: [...groups.values()], schedules: [...schedules.values()] }));
    renameSync(`${file}.new`, file);
  };
  return {
    groups: () => [...groups.values()],
    group: (name) => {
      const group = groups.get(name);
      if (!group) throw notFound(`Schedule group ${name}`);
      return group;
    },
    hasGroup: (name) => groups.has(name),
    saveGroup: (group) => {
      groups.set(group.name, group);
      keep();
    },
    removeGroup: (name) => {
      groups.delete(name);
      keep();
    },
    schedules: () => [...schedules.values()],
    schedule: (group, name) => {
      const schedule = schedules.get(keyOf(group, name));
      if (!schedule) throw notFound(`Schedule ${name}`);
      return schedule;
    },
    find: (group, name) => schedules.get(keyOf(group, name)),
    save: (schedule) => {
      schedules.set(keyOf(schedule.GroupName, schedule.Name), schedule);
      keep();
    },
    remove: ({ GroupName, Name }) => {
      schedules.delete(keyOf(GroupName, Name));
      keep();
    },
  };
};

const load = (file: string): { groups: readonly Group[]; schedules: readonly Schedule[] } | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
