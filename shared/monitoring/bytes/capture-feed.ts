import { readCapture } from '../capture.ts';
import { captureReader } from './capture-reader.ts';
import { REFUSED } from './cell-codes.ts';
import { type LineFeed, lineFeed } from './line-feed.ts';
import type { RowTarget } from './row-target.ts';
import type { Source } from './source.ts';

export interface WantedRecords {
  /** Which lines count. `isWanted` says the same by the instant and inference id alone. */
  readonly isWantedLine: (line: string) => boolean;
  readonly isWanted: (time: string, id: string) => boolean;
}

/** Takes Data Capture files piece by piece, or single lines. */
export interface CaptureFeed extends LineFeed {
  addLine(line: string): void;
}

/**
 * Reads captured traffic into a target. Records in the form of an earlier one are read from their bytes; any other, and
 * any with a quoted cell or an escape, by the general reader. Both give the same, to the last bit.
 */
export const captureFeed = (target: RowTarget, wanted?: WantedRecords): CaptureFeed => {
  const { block, engine, inputScans, outputScan } = target;
  const records = captureReader({
    engine,
    block,
    rows: engine.scanner(inputScans, block.cells),
    answers: engine.scanner([outputScan], block.cells),
    records: wanted ? undefined : engine.records(inputScans, outputScan, block.cells),
    firstFeature: target.features[0] ?? '',
    addedRecord: target.addedRecord,
    wanted: wanted?.isWanted,
  });

  const addLine = (line: string): boolean => {
    if (line.trim() === '' || (wanted && !wanted.isWantedLine(line))) return false;
    const reading = readCapture(line, target);
    if (reading.kind === 'malformed') target.addMalformed(reading.reason, reading.eventId);
    else {
      for (const row of reading.rows) target.add(row);
      if (reading.rows.length !== 1) target.addedRecord(reading.rows.length);
    }
    return reading.kind === 'rows';
  };

  const read = (source: Source, from: number, _to: number, stop: number): number => {
    let at = from;
    while (at < stop) {
      const next = records.read(source, at, stop);
      if (next !== REFUSED) {
        at = next;
        continue;
      }
      const end = source.bytes.indexOf(0x0a, at);
      const line = source.text.subarray(at, source.bytes[end - 1] === 0x0d && end > at ? end - 1 : end);
      if (addLine(line.toString())) records.learn(line);
      at = end + 1;
    }
    return at;
  };

  return {
    ...lineFeed(engine, read, () => target.addMalformed('the line is longer than 64 MiB')),
    addLine: (line) => void addLine(line),
  };
};
