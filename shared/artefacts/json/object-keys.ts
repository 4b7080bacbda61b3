/** Keys of the objects that are open, to find one that occurs twice. */
export interface ObjectKeys {
  open(): void;
  close(): void;
  /** Answers whether the innermost object did not have this key before. */
  add(name: string): boolean;
  /** What the keys take in memory, roughly. */
  bytes(): number;
}

/** Keys up to which comparing each is faster than a set. */
const FEW = 24;

export const objectKeys = (): ObjectKeys => {
  /** Keys of all open objects, the innermost object's last, up to as many as are few. */
  const names: string[] = [];
  const starts: number[] = [];
  const sets: (Set<string> | undefined)[] = [];
  const before: number[] = [];
  let bytes = 0;
  return {
    open() {
      starts.push(names.length);
      sets.push(undefined);
      before.push(bytes);
    },
    close() {
      names.length = starts.pop() ?? 0;
      sets.pop();
      bytes = before.pop() ?? 0;
    },
    add(name) {
      bytes += 64 + 2 * name.length;
      const start = starts[starts.length - 1] ?? 0;
      const set = sets[sets.length - 1];
      if (set) return set.size < set.add(name).size;
      for (let i = start; i < names.length; i++) if (names[i] === name) return false;
      names.push(name);
      if (names.length - start > FEW) {
        sets[sets.length - 1] = new Set(names.slice(start));
        names.length = start;
      }
      return true;
    },
    bytes: () => bytes,
  };
};
