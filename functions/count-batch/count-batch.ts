import * as z from 'zod';
import { ownRequestIds } from '../../shared/deployment/own-requests.ts';
import { countTraffic } from '../../shared/monitoring/count-traffic.ts';
import { Batch, LargeWindow } from '../../shared/monitoring/large-window.ts';
import type { Baselines, CountedWindows, TrafficFiles } from '../../shared/monitoring/ports.ts';
import { batchKey } from '../../shared/monitoring/window-keys.ts';
import { VersionNotFound } from '../../shared/registry/errors.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { versionKey } from '../../shared/registry/schema.ts';

export const CountBatchInput = Batch.extend({ large: LargeWindow });
export const CountBatchResult = z.object({ batch: z.int(), rows: z.int().nonnegative() });

interface Deps {
  readonly registry: ModelRegistry;
  readonly baselines: Baselines;
  readonly traffic: TrafficFiles;
  readonly counted: CountedWindows;
}

/** Counts one batch of the files of a large window and keeps the counts under the batch's number. Done twice, it is done once. */
export const createCountBatch =
  ({ registry, baselines, traffic, counted }: Deps) =>
  async ({ batch, files, large }: z.infer<typeof CountBatchInput>): Promise<z.infer<typeof CountBatchResult>> => {
    const versions = await registry.versionsOf(large.version);
    const version = versions.find((one) => one.version === large.version.version);
    if (!version) throw new VersionNotFound(versionKey(large.version));
    const { from, to } = large.window;
    const profile = await baselines.load(version.evidence.profile ?? '');
    const counts = await countTraffic(profile, traffic.read(files), {
      from: new Date(from),
      to: new Date(to),
      ownRequests: ownRequestIds(versions),
    });
    await counted.keep(batchKey(version, { from, to }, batch), { from, to, windows: 1, counts });
    return { batch, rows: counts.rows };
  };
