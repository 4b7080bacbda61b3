/**
 * How threads share the units of a file: each takes the next one, and none goes far ahead of what was added up. So the
 * figures of a unit have a place of their own in memory that all of them see, and later another unit has it.
 */
export interface Turn {
  readonly marks: Int32Array<SharedArrayBuffer>;
  readonly figures: Float64Array<SharedArrayBuffer>;
  /** How many units may wait to be added up. */
  readonly places: number;
}

const [NEXT, ADDED] = [0, 1];

export const newTurn = (places: number, figures: number): Turn => ({
  marks: new Int32Array(new SharedArrayBuffer(8)),
  figures: new Float64Array(new SharedArrayBuffer(8 * places * figures)),
  places,
});

/** The place for the figures of a unit; nobody else's once the unit is near. */
export const placeOf = ({ figures, places }: Turn, unit: number): Float64Array<SharedArrayBuffer> => {
  const size = figures.length / places;
  const at = (unit % places) * size;
  return figures.subarray(at, at + size);
};

/** The next unit that nobody took. */
export const takeUnit = ({ marks }: Turn): number => Atomics.add(marks, NEXT, 1);

/** Leaves no unit to be taken. */
export const takeAll = ({ marks }: Turn, units: number): void => void Atomics.store(marks, NEXT, units);

/** Says that all units before this one were added up. */
export const nowAt = ({ marks }: Turn, unit: number): void => {
  Atomics.store(marks, ADDED, unit);
  Atomics.notify(marks, ADDED);
};

/** Whether a unit may be counted already. */
export const isNear = ({ marks, places }: Turn, unit: number): boolean => unit < Atomics.load(marks, ADDED) + places;

/** Waits until a unit may be. */
export const waitForNear = ({ marks, places }: Turn, unit: number): void => {
  for (let added = Atomics.load(marks, ADDED); unit >= added + places; added = Atomics.load(marks, ADDED))
    Atomics.wait(marks, ADDED, added);
};
