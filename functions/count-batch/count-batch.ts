import * as z from 'zod';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { countTraffic } from '../../shared/monitoring/count-traffic.ts';
import { Batch, LargeWindow, type TrafficSource } from '../../shared/monitoring/large-window.ts';
import type { Baselines, CountedWindows, TrafficFiles } from '../../shared/monitoring/ports.ts';
import { batchKey } from '../../shared/monitoring/window-keys.ts';

export const CountBatchInput = whenUsed(() => Batch.extend({ large: LargeWindow }));
export const CountBatchResult = whenUsed(() => z.object({ batch: z.int(), rows: z.int().nonnegative() }));

interface Deps {
  readonly baselines: Baselines;
  readonly traffic: Readonly<Record<TrafficSource, Pick<TrafficFiles, 'read'>>>;
  readonly counted: CountedWindows;
}

/** Counts one batch of the files of a large window and keeps the counts under the batch's number. Done twice, it is done once. */
export const createCountBatch =
  ({ baselines, traffic, counted }: Deps) =>
  async ({ batch, files, large }: z.infer<typeof CountBatchInput>): Promise<z.infer<typeof CountBatchResult>> => {
    const { version, profile, source, ownRequests } = large;
    const { from, to } = large.window;
    const counts = await countTraffic(await baselines.load(profile), traffic[source].read(files), {
      from: new Date(from),
      to: new Date(to),
      ownRequests: new Set(ownRequests),
    });
    await counted.keep(batchKey({ ...version, profile }, { from, to }, batch), { from, to, windows: 1, counts });
    return { batch, rows: counts.rows };
  };
