import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Event } from './event.ts';
import type { Pattern } from './pattern.ts';

export interface Archive {
  readonly name: string;
  readonly bus: string;
  /** Keeps the event when the archive's pattern wants it. */
  keep(event: Event): void;
}

export interface ArchiveSettings {
  readonly name: string;
  readonly bus: string;
  /** JSON lines, one per event. */
  readonly file: string;
  /** Everything, when left out. */
  readonly matches?: Pattern;
  /** 0 keeps events for ever. */
  readonly retentionDays: number;
}

/** Opens an archive, and lets go of what is older than its retention. */
export const openArchive = ({ name, bus, file, matches, retentionDays }: ArchiveSettings, now: number): Archive => {
  mkdirSync(path.dirname(file), { recursive: true });
  if (retentionDays > 0 && existsSync(file)) prune(file, now - retentionDays * 24 * 3600 * 1000);
  return {
    name,
    bus,
    keep: (event) => {
      if (!matches || matches(event)) appendFileSync(file, `${JSON.stringify(event)}\n`);
    },
  };
};

const prune = (file: string, oldest: number): void => {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const kept = lines.filter((line) => Date.parse(timeOf(line)) >= oldest);
  if (kept.length < lines.length) writeFileSync(file, kept.map((line) => `${line}\n`).join(''));
};

/** A line that a crash cut in two is no event any more. */
const timeOf = (line: string): string => {
  try {
    return (JSON.parse(line) as Event).time;
  } catch {
    return '';
  }
};
