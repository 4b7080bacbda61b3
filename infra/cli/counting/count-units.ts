import type { UnitCounts, WindowSum } from '../../../shared/monitoring/window-sum.ts';
import type { Crew, Report } from './crew.ts';
import { isNear, nowAt, type Turn, takeAll, takeUnit } from './turn.ts';
import type { UnitReader } from './unit-reader.ts';

/** Guesses of where a unit begins that may be wrong before a file is taken for one whose lines say nothing of its records. */
const MOST_WRONG = 4;

/**
 * Counts the units of a file with a crew, and adds them up in their order. A unit that was counted from elsewhere than
 * where the one before it ended is counted again: the result is that of one thread, to the last bit.
 */
export const countUnits = async (
  reader: UnitReader,
  sum: WindowSum,
  turn: Turn,
  crew: Pick<Crew, 'heard' | 'waited' | 'isAtWork'>,
): Promise<void> => {
  const reports = new Map<number, Report>();
  const spare: UnitCounts['figures'][] = [];
  let [ahead, wrong] = [-1, 0];

  const add = (counts: UnitCounts): void => {
    sum.add(counts);
    // Places that all threads see are not this one's to keep.
    if (!(counts.figures.buffer instanceof SharedArrayBuffer)) spare.push(counts.figures);
  };

  const countAhead = (unit: number): Report => {
    const start = reader.likelyStart(unit);
    return start === undefined ? { unit } : reader.count(unit, start, spare.pop());
  };

  // What another thread found in a unit, or this one before its turn; nothing when it is still to be counted. Until then
  // this thread counts what nobody else does.
  const reportOf = async (unit: number): Promise<Report | undefined> => {
    for (;;) {
      for (const report of crew.heard()) reports.set(report.unit, report);
      const report = reports.get(unit);
      if (report || !crew.isAtWork() || wrong >= MOST_WRONG) return report;
      if (ahead < unit) ahead = takeUnit(turn);
      if (ahead === unit) return undefined;
      if (ahead < unit) continue;
      if (ahead < reader.units && isNear(turn, ahead)) {
        reports.set(ahead, countAhead(ahead));
        ahead = -1;
      } else await crew.waited();
    }
  };

  if (reader.opening) add(reader.opening);
  let at = reader.first;
  for (let unit = 0; unit < reader.units; unit++) {
    // A record may be longer than a unit, and then none begins in the next one.
    if (at < reader.endOf(unit)) {
      const report = await reportOf(unit);
      const isRight = report && 'start' in report && report.start === at;
      const { end, counts } = isRight ? report : reader.count(unit, at, spare.pop());
      if (report && !isRight && ++wrong === MOST_WRONG) takeAll(turn, reader.units);
      add(counts);
      at = end;
    }
    reports.delete(unit);
    nowAt(turn, unit + 1);
  }
};
