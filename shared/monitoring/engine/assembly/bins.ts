// The bins of a numeric column, in doubles: where its edges, starts and tally lie, the table of cells, the declared range,
// and what was seen: least and most, how many values, missing ones, unusable ones, and those out of range.
const EDGES: usize = 0;
const STARTS: usize = 8;
const TALLY: usize = 16;
const LOW: usize = 24;
const SCALE: usize = 32;
const LAST_CELL: usize = 40;
const LOWEST: usize = 48;
const HIGHEST: usize = 56;
const LEAST: usize = 64;
const MOST: usize = 72;
const PRESENT: usize = 80;
const MISSING: usize = 88;
const UNUSABLE: usize = 96;
const OUTSIDE: usize = 104;

/** Added to a double below 2^32, leaves it rounded to a whole number in the lower bits. */
const ROUND: f64 = 4503599627370496;

function pointer(bins: usize, field: usize): usize {
  return <usize>load<f64>(bins + field);
}

function increase(field: usize, by: i32): void {
  store<f64>(field, load<f64>(field) + <f64>by);
}

/** Counts the doubles of [from, to): NaN for a missing value, infinity for one that is no number. */
export function addValues(bins: usize, from: usize, to: usize): void {
  const edges = pointer(bins, EDGES);
  const starts = pointer(bins, STARTS);
  const tally = pointer(bins, TALLY);
  const low = load<f64>(bins, LOW);
  const scale = load<f64>(bins, SCALE);
  const lastCell = f64x2.splat(load<f64>(bins, LAST_CELL));
  // Value and negated value side by side: one comparison for both ends of the range.
  const range = f64x2(load<f64>(bins, LOWEST), -load<f64>(bins, HIGHEST));
  let extremes = f64x2(load<f64>(bins, LEAST), -load<f64>(bins, MOST));
  let missing = 0;
  let unusable = 0;
  let outside = 0;
  for (let at = from; at < to; at += 8) {
    const x = load<f64>(at);
    if (!(x < Infinity)) {
      if (x === Infinity) unusable++;
      else missing++;
      continue;
    }
    const cell = f64x2.pmin(f64x2.pmax(f64x2.splat(0), f64x2.splat((x - low) * scale + 1)), lastCell);
    const index = <u32>reinterpret<u64>(f64x2.extract_lane(cell, 0) + ROUND);
    let edge = edges + ((<usize>load<u16>(starts + ((<usize>index) << 1))) << 3);
    // Two steps without a branch are nearly always enough.
    edge += (<usize>(load<f64>(edge) <= x)) << 3;
    edge += (<usize>(load<f64>(edge) <= x)) << 3;
    while (load<f64>(edge) <= x) edge += 8;
    const bin = tally + ((edge - edges) << 1);
    v128.store(bin, f64x2.add(v128.load(bin), f64x2(1, x)));
    const ends = f64x2(x, -x);
    extremes = f64x2.pmin(extremes, ends);
    outside += <i32>v128.any_true(f64x2.lt(ends, range));
  }
  const count = <i32>((to - from) >> 3);
  store<f64>(bins, f64x2.extract_lane(extremes, 0), LEAST);
  store<f64>(bins, -f64x2.extract_lane(extremes, 1), MOST);
  increase(bins + PRESENT, count - missing - unusable);
  increase(bins + MISSING, missing);
  increase(bins + UNUSABLE, unusable);
  increase(bins + OUTSIDE, outside);
}
