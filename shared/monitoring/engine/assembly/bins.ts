// The bins of a numeric column, in doubles: where its records and starts lie, the table of cells, and what was seen: least
// and most, how many missing values and unusable ones. The record of a bin is 24 bytes: its upper edge, count and sum.
const RECORDS: usize = 0;
const STARTS: usize = 8;
const LOW: usize = 16;
const SCALE: usize = 24;
const LAST_CELL: usize = 32;
const LEAST: usize = 40;
const MOST: usize = 48;
const MISSING: usize = 56;
const UNUSABLE: usize = 64;

const TALLY: usize = 8;
const STEP: usize = 24;

/** Infinity, 1 and, added to a double below 2^32, what leaves it rounded to a whole number in the lower bits. */
const CONSTANTS = memory.data<f64>([Infinity, 1, 4503599627370496], 16);

function increase(field: usize, by: i32): void {
  store<f64>(field, load<f64>(field) + <f64>by);
}

/** Counts x into its bin, which is that of `record` or one a little above. */
function count(record: usize, x: f64, ones: v128): void {
  // Two steps without a branch are nearly always enough.
  record += select<usize>(STEP, 0, load<f64>(record) <= x);
  record += select<usize>(STEP, 0, load<f64>(record) <= x);
  while (load<f64>(record) <= x) record += STEP;
  v128.store(record, f64x2.add(v128.load(record, TALLY), f64x2.replace_lane(ones, 1, x)), TALLY);
}

/** Counts the doubles of [from, to): NaN for a missing value, infinity for one that is no number. */
export function addValues(bins: usize, from: usize, to: usize): void {
  const records = <usize>load<f64>(bins, RECORDS);
  const starts = <usize>load<f64>(bins, STARTS);
  const low = f64x2.splat(load<f64>(bins, LOW));
  const scale = f64x2.splat(load<f64>(bins, SCALE));
  const lastCell = f64x2.splat(load<f64>(bins, LAST_CELL));
  // From memory and not as constants, which would be built anew in every round.
  const infinity = f64x2.splat(load<f64>(CONSTANTS));
  const ones = f64x2.splat(load<f64>(CONSTANTS, 8));
  const round = f64x2.splat(load<f64>(CONSTANTS, 16));
  let least = f64x2.splat(load<f64>(bins, LEAST));
  let most = f64x2.splat(load<f64>(bins, MOST));
  let missing = 0;
  let unusable = 0;
  for (let at = from; at < to; at += 16) {
    let pair = v128.load(at);
    // The last of an odd number of values stands alone: beside it a missing value that does not count.
    if (at + 8 === to) {
      pair = f64x2.replace_lane(pair, 1, NaN);
      missing--;
    }
    const usable = f64x2.lt(pair, infinity);
    const cells = f64x2.add(f64x2.mul(f64x2.sub(pair, low), scale), ones);
    const indices = f64x2.add(f64x2.pmin(f64x2.pmax(f64x2.splat(0), cells), lastCell), round);
    const first = records + <usize>load<u16>(starts + ((<usize>i32x4.extract_lane(indices, 0)) << 1));
    const second = records + <usize>load<u16>(starts + ((<usize>i32x4.extract_lane(indices, 2)) << 1));
    if (i64x2.all_true(usable)) {
      least = f64x2.pmin(least, pair);
      most = f64x2.pmax(most, pair);
      count(first, f64x2.extract_lane(pair, 0), ones);
      count(second, f64x2.extract_lane(pair, 1), ones);
    } else {
      const values = v128.bitselect(pair, least, usable);
      least = f64x2.pmin(least, values);
      most = f64x2.pmax(most, v128.bitselect(pair, most, usable));
      const one = f64x2.extract_lane(pair, 0);
      const other = f64x2.extract_lane(pair, 1);
      if (one < Infinity) count(first, one, ones);
      if (other < Infinity) count(second, other, ones);
      const broken = <i32>(one === Infinity) + <i32>(other === Infinity);
      unusable += broken;
      missing += <i32>!(one < Infinity) + <i32>!(other < Infinity) - broken;
    }
  }
  // Nought is stored without a sign, whichever of the two lanes it was in.
  store<f64>(bins, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)) + 0, LEAST);
  store<f64>(bins, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)) + 0, MOST);
  increase(bins + MISSING, missing);
  increase(bins + UNUSABLE, unusable);
}
