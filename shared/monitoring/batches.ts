import type { TrafficFile } from './ports.ts';

/** How much of a window. */
export interface Size {
  readonly files: number;
  readonly bytes: number;
}

const MIB = 2 ** 20;
/** One function reads so much of a window in a few minutes; more is shared between many. */
export const ONE_PASS: Size = { files: 500, bytes: 1024 * MIB };
/** What is counted together. Both ways count by these and add up in their order, so both give the same bits. */
const BATCH: Size = { files: 100, bytes: 256 * MIB };

/** Whether these files are to be counted by many functions at once. */
export const isLarge = (files: readonly TrafficFile[], onePass: Size): boolean =>
  files.length > onePass.files || bytesOf(files) > onePass.bytes;

/** The files in batches, in their order; the same files always make the same batches. No files are one empty batch. */
export const batchesOf = (files: readonly TrafficFile[]): readonly (readonly TrafficFile[])[] => {
  const batches: TrafficFile[][] = [[]];
  let bytes = 0;
  for (const file of files) {
    const batch = batches.at(-1) as TrafficFile[];
    if (batch.length === BATCH.files || (batch.length > 0 && bytes + file.bytes > BATCH.bytes)) {
      batches.push([file]);
      bytes = file.bytes;
    } else {
      batch.push(file);
      bytes += file.bytes;
    }
  }
  return batches;
};

export const bytesOf = (files: readonly TrafficFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
