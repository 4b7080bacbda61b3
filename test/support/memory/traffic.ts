import type { CountedWindows, TrafficFiles } from '../../../shared/monitoring/ports.ts';
import { CountedWindow } from '../../../shared/monitoring/schema.ts';

/** Lines of a file at most, as many small files as SageMaker makes. */
const LINES = 10;

const hourOf = (line: string): string => /"(?:inferenceTime|collected)":"(\d{4}-\d\d-\d\dT\d\d)/.exec(line)?.[1] ?? '';

/**
 * Captured lines in memory, by prefix: files of a few neighbours of one hour. `during` is called while a window is read,
 * for what happens meanwhile.
 */
export const memoryTraffic = (
  lines: Readonly<Record<string, readonly string[]>>,
  during: () => void = () => {},
): TrafficFiles => {
  const filesOf = (prefix: string) => {
    const files: { key: string; hour: string; lines: string[] }[] = [];
    for (const line of lines[prefix] ?? []) {
      const last = files.at(-1);
      const hour = hourOf(line);
      if (last?.hour === hour && last.lines.length < LINES) last.lines.push(line);
      else files.push({ key: `${prefix}${String(files.length).padStart(6, '0')}`, hour, lines: [line] });
    }
    return files;
  };
  return {
    async list(prefix, from, to) {
      const [first, last] = [from.toISOString().slice(0, 13), new Date(to.getTime() - 1).toISOString().slice(0, 13)];
      return filesOf(prefix)
        .filter(({ hour }) => hour >= first && hour <= last)
        .map(({ key, lines: its }) => ({ key, bytes: its.reduce((sum, line) => sum + Buffer.byteLength(line), 0) }));
    },
    async *read(files) {
      during();
      const known = new Map(Object.keys(lines).flatMap((prefix) => filesOf(prefix).map((file) => [file.key, file])));
      for (const { key } of files) {
        const file = known.get(key);
        if (!file) throw new Error(`there is no file ${key}`);
        yield* file.lines;
      }
    },
  };
};

/** Counts in memory, through their schema and JSON as the bucket keeps them. */
export const memoryCountedWindows = (): CountedWindows & { readonly keys: () => readonly string[] } => {
  const kept = new Map<string, string>();
  return {
    keep: async (key, window) => void kept.set(key, JSON.stringify(window)),
    find: async (key) => {
      const text = kept.get(key);
      return text === undefined ? undefined : CountedWindow.parse(JSON.parse(text));
    },
    keysAfter: async (folder, after) => [...kept.keys()].filter((key) => key.startsWith(folder) && key > after).sort(),
    keys: () => [...kept.keys()],
  };
};
