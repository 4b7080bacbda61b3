import { readCapture } from './capture.ts';
import type { CaptureShape } from './capture-shape.ts';
import type { BaselineProfile, WindowCounts } from './schema.ts';
import { windowCounter } from './window.ts';

/** How captured traffic of the profiled version is read. */
const captureShape = ({ features, prediction, classes }: BaselineProfile): CaptureShape => ({
  features: features.map(({ name }) => name),
  output: prediction?.name,
  classes,
});

/** Counts the captured lines of a window; lines that cannot be read are counted as malformed. */
export const countTraffic = async (
  profile: BaselineProfile,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<WindowCounts> => {
  const counter = windowCounter(profile);
  const shape = captureShape(profile);
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const reading = readCapture(line, shape);
    if (reading.kind === 'malformed') counter.addMalformed(reading.reason, reading.eventId);
    else for (const row of reading.rows) counter.add(row);
  }
  return counter.counts();
};
