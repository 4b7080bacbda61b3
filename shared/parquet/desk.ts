/** Memory that is the same for all pages of a table: each page overwrites the one before. */
type Scratch<T> = (count: number) => T;

/** What is at hand while pages are read: a million rows would otherwise leave as many megabytes behind. */
export interface Desk {
  readonly levels: Scratch<Int32Array>;
  readonly indexes: Scratch<Int32Array>;
  readonly bytes: Scratch<Uint8Array>;
  readonly doubles: Scratch<Float64Array>;
  readonly dictionary: Scratch<Float64Array>;
  readonly spread: Scratch<Float64Array>;
  readonly codes: Scratch<Int32Array>;
}

export const newDesk = (): Desk => ({
  levels: scratch(Int32Array),
  indexes: scratch(Int32Array),
  bytes: scratch(Uint8Array),
  doubles: scratch(Float64Array),
  dictionary: scratch(Float64Array),
  spread: scratch(Float64Array),
  codes: scratch(Int32Array),
});

const scratch = <T extends Uint8Array | Int32Array | Float64Array>(kind: new (count: number) => T): Scratch<T> => {
  let room = new kind(0);
  return (count) => {
    // Twice the room, so that pages that grow a little do not each leave one behind; what nobody writes to costs nothing.
    if (room.length < count) room = new kind(2 ** Math.ceil(Math.log2(count)));
    return room.subarray(0, count) as T;
  };
};
