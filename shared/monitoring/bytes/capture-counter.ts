import { readCapture } from '../capture.ts';
import type { CaptureShape } from '../capture-shape.ts';
import type { BaselineProfile, WindowCounts } from '../schema.ts';
import { windowCounter } from '../window.ts';
import { type CaptureReader, captureReader } from './capture-reader.ts';
import { REFUSED } from './cell-codes.ts';
import { columnSinks, scansOf } from './column-sinks.ts';
import { type LineFeed, lineFeed } from './line-feed.ts';
import { rowBlock } from './row-block.ts';
import { rowScanner } from './scan-row.ts';
import type { Source } from './source.ts';

export interface CaptureCounterOptions {
  /** Which lines count; all of them when left out. `wanted` says the same by the instant and inference id alone. */
  readonly isTraffic?: (line: string) => boolean;
  readonly wanted?: (time: string, id: string) => boolean;
}

/** Counts Data Capture files piece by piece, or single lines. */
export interface CaptureCounter extends LineFeed {
  addLine(line: string): void;
  counts(): WindowCounts;
}

/**
 * The counts of captured traffic. Records in the form of an earlier one are read from their bytes; any other, and any
 * with a quoted cell or an escape, by the general reader. Both count the same, to the last bit.
 */
export const captureCounter = (
  profile: BaselineProfile,
  { isTraffic = () => true, wanted }: CaptureCounterOptions = {},
): CaptureCounter => {
  const counter = windowCounter(profile);
  const shape = captureShape(profile);
  const sinks = columnSinks([...counter.features, ...(counter.prediction ? [counter.prediction] : [])]);
  const block = rowBlock(sinks, counter.addedRows);
  const scans = scansOf(sinks);
  const [inputs, outputs] = [scans.slice(0, counter.features.length), scans.slice(counter.features.length)];
  const answers = outputs.length > 0 ? outputs : [{ kind: 'ignored' as const }];
  const records: CaptureReader = captureReader({
    block,
    rows: { escaped: rowScanner(inputs, true), plain: rowScanner(inputs, false) },
    answers: { escaped: rowScanner(answers, true), plain: rowScanner(answers, false) },
    firstFeature: shape.features[0] ?? '',
    wanted,
  });

  const addLine = (line: string): boolean => {
    if (line.trim() === '' || !isTraffic(line)) return false;
    const reading = readCapture(line, shape);
    if (reading.kind === 'malformed') counter.addMalformed(reading.reason, reading.eventId);
    else {
      block.flush();
      for (const row of reading.rows) counter.add(row);
    }
    return reading.kind === 'rows';
  };

  const read = (source: Source, from: number, to: number): number => {
    for (let at = from; at < to; ) {
      const next = records.read(source, at);
      if (next !== REFUSED) {
        at = next;
        continue;
      }
      const end = source.bytes.indexOf(0x0a, at);
      const line = source.text.subarray(at, source.bytes[end - 1] === 0x0d && end > at ? end - 1 : end);
      if (addLine(line.toString())) records.learn(line);
      at = end + 1;
    }
    return to;
  };

  return {
    ...lineFeed(read, () => counter.addMalformed('the line is longer than 64 MiB')),
    addLine: (line) => void addLine(line),
    counts() {
      block.flush();
      return counter.counts();
    },
  };
};

/** How captured traffic of the profiled version is read. */
const captureShape = ({ features, prediction, classes }: BaselineProfile): CaptureShape => ({
  features: features.map(({ name }) => name),
  output: prediction?.name,
  classes,
});
