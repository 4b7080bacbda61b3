/** Bytes; a manifest of two thousand inputs has half of it. */
export const LARGEST_MANIFEST = 256 * 1024;

/** Two thousand inputs, each with its bounds, have half of them. */
export const MOST_KEYS = 20_000;
