/** How threads share the units of a file: each takes the next one, and none goes far ahead of what was added up. */
export interface Turn {
  readonly shared: Int32Array<SharedArrayBuffer>;
}

const [NEXT, ADDED] = [0, 1];

/** Counts of so many units may wait to be added up: a thread that is held up must not make the others fill memory. */
const AHEAD = 8;

export const newTurn = (): Turn => ({ shared: new Int32Array(new SharedArrayBuffer(8)) });

/** The next unit that nobody took. */
export const takeUnit = ({ shared }: Turn): number => Atomics.add(shared, NEXT, 1);

/** Leaves no unit to be taken. */
export const takeAll = ({ shared }: Turn, units: number): void => void Atomics.store(shared, NEXT, units);

/** Says that all units before this one were added up. */
export const nowAt = ({ shared }: Turn, unit: number): void => {
  Atomics.store(shared, ADDED, unit);
  Atomics.notify(shared, ADDED);
};

/** Whether a unit lies near enough to what was added up. */
export const isNear = ({ shared }: Turn, unit: number): boolean => unit < Atomics.load(shared, ADDED) + AHEAD;

/** Waits until a unit does. */
export const waitForNear = ({ shared }: Turn, unit: number): void => {
  for (let until = Atomics.load(shared, ADDED); unit >= until + AHEAD; until = Atomics.load(shared, ADDED))
    Atomics.wait(shared, ADDED, until);
};
