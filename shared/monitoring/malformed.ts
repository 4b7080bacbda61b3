import { wilson } from '../statistics/wilson.ts';
import type { WindowCounts } from './schema.ts';

/** Records that could not be read, and all of them. */
const recordsOf = ({ records, rows, malformed }: WindowCounts) => ({
  unread: malformed.count,
  all: malformed.count + (records ?? rows),
});

/** Share of the records of a window that could not be read. */
export const malformedShare = (counts: WindowCounts): number => {
  const { unread, all } = recordsOf(counts);
  return all === 0 ? 0 : unread / all;
};

/**
 * Whether so many records cannot be read that the rest is no fair sample: the share is certainly above the limit, that is
 * the lower end of its 95 % interval is. Three broken records out of four are not yet a pattern; a hundred of a thousand are.
 */
export const isUnreadable = (counts: WindowCounts, limit: number): boolean => {
  const { unread, all } = recordsOf(counts);
  return unread > 0 && wilson(unread, all).low > limit;
};
