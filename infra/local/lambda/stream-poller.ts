import { setTimeout as pause } from 'node:timers/promises';
import type { Mapping } from './mapping.ts';
import { type BatchDeps, type StreamRecord, takeBatch } from './stream-batch.ts';

/** How a table's stream is read: DynamoDB Streams' own operations. */
type CallStreams = (
  operation: 'DescribeStream' | 'GetShardIterator' | 'GetRecords',
  body: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

export interface PollerDeps extends BatchDeps {
  callStreams: CallStreams;
  /** Whether the function's role may read the stream. @throws ServiceError when it may not */
  authorize(mapping: Mapping): void;
  /** Sequence number of the last record that is done with, by mapping and shard. */
  readonly checkpoints: {
    get(mapping: string, shard: string): string | undefined;
    set(mapping: string, shard: string, sequenceNumber: string): void;
  };
  onError(error: unknown, what: string): void;
}

export interface Poller {
  /** Something may have been written: look at once. */
  poke(): void;
  stop(): Promise<void>;
}

/** Without a poke a stream is looked at this often. */
const pollEvery = 1000;
const describeEvery = 10_000;

/** Feeds a function from a table's stream, in order, shard by shard. */
export const startPoller = (mapping: Mapping, deps: PollerDeps): Poller => {
  const stopping = new AbortController();
  const shards = new Map<string, Promise<void>>();
  let pokes = 0;
  let wake = () => {};

  const idle = (seen: number): Promise<void> => {
    if (pokes !== seen || stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollEvery);
      timer.unref();
      const before = wake;
      wake = () => {
        before();
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const poke = (): void => {
    pokes += 1;
    const waken = wake;
    wake = () => {};
    waken();
  };

  const iterate = async (ShardId: string): Promise<unknown> => {
    const done = deps.checkpoints.get(mapping.id, ShardId);
    const position = done
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: done }
      : { ShardIteratorType: mapping.startingPosition };
    const { ShardIterator } = await deps.callStreams('GetShardIterator', {
      StreamArn: mapping.streamArn,
      ShardId,
      ...position,
    });
    return ShardIterator;
  };

  const readShard = async (shard: string): Promise<void> => {
    let ShardIterator = await iterate(shard);
    while (ShardIterator && !stopping.signal.aborted) {
      const seen = pokes;
      const page = await deps.callStreams('GetRecords', { ShardIterator, Limit: Math.min(mapping.batchSize, 1000) });
      const records = (page.Records ?? []) as StreamRecord[];
      if (records.length > 0) {
        if (mapping.window > 0 && records.length < mapping.batchSize) {
          // Read again from the same place: more may have come.
          await pause(mapping.window, undefined, { signal: stopping.signal });
          const more = await deps.callStreams('GetRecords', {
            ShardIterator,
            Limit: Math.min(mapping.batchSize, 1000),
          });
          records.splice(0, records.length, ...((more.Records ?? []) as StreamRecord[]));
          page.NextShardIterator = more.NextShardIterator;
        }
        await takeBatch(mapping, shard, records, deps, stopping.signal);
        const last = records.at(-1)?.dynamodb?.SequenceNumber;
        if (last) deps.checkpoints.set(mapping.id, shard, last);
      }
      ShardIterator = page.NextShardIterator;
      if (records.length === 0) await idle(seen);
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        deps.authorize(mapping);
        const { StreamDescription } = await deps.callStreams('DescribeStream', { StreamArn: mapping.streamArn });
        for (const { ShardId } of (StreamDescription as { Shards: { ShardId: string }[] }).Shards) {
          if (shards.has(ShardId)) continue;
          shards.set(
            ShardId,
            readShard(ShardId).catch((error) => {
              shards.delete(ShardId);
              if (!stopping.signal.aborted) deps.onError(error, `reading the stream for ${mapping.functionName}`);
            }),
          );
        }
      } catch (error) {
        if (!stopping.signal.aborted) deps.onError(error, `reading the stream for ${mapping.functionName}`);
      }
      await pause(describeEvery, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };

  const watching = watch();
  return {
    poke,
    stop: async () => {
      stopping.abort();
      poke();
      // A function that is still busy with a batch ends with its instance; the batch comes again at the next start.
      await watching;
    },
  };
};
