export interface LogLine {
  readonly id: string;
  readonly group: string;
  readonly stream: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

export interface LogStore {
  createGroup(name: string): void;
  write(group: string, stream: string, message: string, at: number): void;
  groups(): readonly { readonly name: string; readonly createdAt: number; readonly bytes: number }[];
  /** The kept lines of a group, oldest first; `undefined` when there is no such group. */
  lines(group: string): readonly LogLine[] | undefined;
}

/** Keeps the last lines of each group in memory; older ones go. */
export const createLogStore = (now: () => number, keptLines = 5000): LogStore => {
  const groups = new Map<string, { readonly createdAt: number; lines: LogLine[] }>();
  let written = 0;
  const groupOf = (name: string) => {
    const group = groups.get(name) ?? { createdAt: now(), lines: [] };
    groups.set(name, group);
    return group;
  };
  return {
    createGroup: (name) => void groupOf(name),
    write: (name, stream, message, at) => {
      const group = groupOf(name);
      written += 1;
      group.lines.push({ id: String(written).padStart(20, '0'), group: name, stream, at, message });
      // Cut now and then, not at each line: moving the array is what costs.
      if (group.lines.length > keptLines * 1.2) group.lines = group.lines.slice(-keptLines);
    },
    groups: () =>
      [...groups].map(([name, { createdAt, lines }]) => ({
        name,
        createdAt,
        bytes: lines.reduce((sum, { message }) => sum + message.length, 0),
      })),
    lines: (name) => groups.get(name)?.lines.slice(-keptLines),
  };
};
