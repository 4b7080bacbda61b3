import { setTimeout as pause } from 'node:timers/promises';
import { passes } from './filter.ts';
import type { Outcome } from './function.ts';
import type { Mapping } from './mapping.ts';

export interface StreamRecord {
  readonly eventID?: string;
  readonly dynamodb?: { readonly SequenceNumber?: string; readonly ApproximateCreationDateTime?: number };
  readonly [field: string]: unknown;
}

export interface BatchDeps {
  invoke(functionName: string, payload: string): Promise<Outcome>;
  /** Sends what could not be taken to where the mapping says. */
  forward(mapping: Mapping, body: unknown): Promise<void>;
  onError(error: unknown, what: string): void;
  now(): number;
}

/** Milliseconds before the first retry; each further one waits twice as long, up to the longest. */
const firstPause = 200;
const longestPause = 30_000;

/**
 * Hands records to the function until they are done: taken, or given up on. Records behind a failed one wait, because
 * order within a shard is what a stream promises.
 */
export const takeBatch = async (
  mapping: Mapping,
  shard: string,
  all: readonly StreamRecord[],
  deps: BatchDeps,
  signal: AbortSignal,
): Promise<void> => {
  const open: Open[] = [{ records: all.filter((record) => wanted(mapping, record)), tries: 0 }];
  for (let batch = open.shift(); batch; batch = open.shift()) {
    const { records } = batch;
    if (records.length === 0) continue;
    const { outcome, rest } = await tryOnce(mapping, records, deps, signal);
    if (rest.length === 0) continue;
    // Where some were done, the count begins anew, as on Lambda; splitting does not count as a try.
    const tries = rest.length < records.length ? 1 : batch.tries + 1;
    if (mapping.bisect && rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      open.unshift({ records: rest.slice(0, half), tries: 0 }, { records: rest.slice(half), tries: 0 });
    } else if (givenUp(mapping, rest, tries, deps.now())) {
      await deps
        .forward(mapping, leftover(mapping, shard, rest, outcome, tries, deps.now()))
        .catch((error) => deps.onError(error, `records for ${mapping.functionName} could not be kept`));
      continue;
    } else open.unshift({ records: rest, tries });
    await pause(Math.min(firstPause * 2 ** (tries - 1), longestPause), undefined, { signal, ref: false });
  }
};

interface Open {
  readonly records: readonly StreamRecord[];
  readonly tries: number;
}

const wanted = ({ filters }: Mapping, record: StreamRecord): boolean =>
  filters.length === 0 || filters.some((filter) => passes(filter, record));

/** Runs the function once and says which records, from the first failed one on, are still to be done. */
const tryOnce = async (
  mapping: Mapping,
  batch: readonly StreamRecord[],
  deps: BatchDeps,
  signal: AbortSignal,
): Promise<{ readonly outcome?: Outcome; readonly rest: readonly StreamRecord[] }> => {
  const Records = batch.map((record) => ({ ...record, eventSourceARN: mapping.streamArn }));
  const outcome = await untilAccepted(mapping, JSON.stringify({ Records }), deps, signal);
  if (outcome.failed) return { outcome, rest: batch };
  if (!mapping.reportsItemFailures) return { outcome, rest: [] };
  const failed = failedNumbers(outcome.payload);
  if (failed === undefined) return { outcome, rest: batch };
  const first = batch.findIndex((record) => failed.has(record.dynamodb?.SequenceNumber ?? ''));
  if (first >= 0) return { outcome, rest: batch.slice(first) };
  // A number that is not in the batch, or an empty one, makes the whole batch fail.
  return { outcome, rest: failed.size === 0 ? [] : batch };
};

/** A function that has no room for the batch, or is not there, has not failed: the batch waits. */
const untilAccepted = async (
  { functionName }: Mapping,
  payload: string,
  deps: BatchDeps,
  signal: AbortSignal,
): Promise<Outcome> => {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await deps.invoke(functionName, payload);
    } catch (error) {
      if ((error as Error).name !== 'TooManyRequestsException') deps.onError(error, `records for ${functionName}`);
      await pause(firstPause, undefined, { signal, ref: false });
    }
  }
};

const failedNumbers = (payload: string): ReadonlySet<string> | undefined => {
  const answer = JSON.parse(payload) as { batchItemFailures?: unknown } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return undefined;
  return new Set(failures.map((one: { itemIdentifier?: unknown }) => String(one?.itemIdentifier ?? '')));
};

const givenUp = (
  { retries, maximumAge }: Mapping,
  [oldest]: readonly StreamRecord[],
  tries: number,
  now: number,
): boolean => (retries >= 0 && tries > retries) || isTooOld(maximumAge, oldest, now);

const isTooOld = (maximumAge: number, oldest: StreamRecord | undefined, now: number): boolean =>
  maximumAge >= 0 && now - (oldest?.dynamodb?.ApproximateCreationDateTime ?? now / 1000) * 1000 > maximumAge * 1000;

const leftover = (
  mapping: Mapping,
  shardId: string,
  records: readonly StreamRecord[],
  outcome: Outcome | undefined,
  tries: number,
  now: number,
) => ({
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  requestContext: {
    requestId: outcome?.requestId ?? '',
    functionArn: mapping.functionName,
    condition: isTooOld(mapping.maximumAge, records[0], now) ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted',
    approximateInvokeCount: tries,
  },
  responseContext: {
    statusCode: 200,
    executedVersion: '$LATEST',
    functionError: outcome?.failed ? 'Unhandled' : null,
  },
  DDBStreamBatchInfo: {
    shardId,
    startSequenceNumber: records[0]?.dynamodb?.SequenceNumber,
    endSequenceNumber: records.at(-1)?.dynamodb?.SequenceNumber,
    approximateArrivalOfFirstRecord: arrival(records[0]),
    approximateArrivalOfLastRecord: arrival(records.at(-1)),
    batchSize: records.length,
    streamArn: mapping.streamArn,
  },
});

const arrival = (record: StreamRecord | undefined): string | undefined => {
  const seconds = record?.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
};
