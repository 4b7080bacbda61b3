// What the TypeScript side does for the engine: cells that are rare or odd, read from their text.

/** The value of a numeric cell: NaN for a missing one, infinity for what is no number. */
export declare function numberOf(start: usize, end: usize): f64;

/** The code of a category that its table does not know; negative when the row must be read by the general path. */
export declare function codeOf(column: i32, start: usize, end: usize): f64;
