import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PollerDeps } from './stream-poller.ts';

/** How far each mapping has read, kept in a file so that a new run goes on where the last one ended. */
export const fileCheckpoints = (folder: string): PollerDeps['checkpoints'] => {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'stream-positions.json');
  const positions = new Map(
    Object.entries(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {}),
  );
  const key = (mapping: string, shard: string) => `${mapping} ${shard}`;
  return {
    get: (mapping, shard) => positions.get(key(mapping, shard)),
    set: (mapping, shard, sequenceNumber) => {
      positions.set(key(mapping, shard), sequenceNumber);
      // Written beside and renamed, so that a crash leaves the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(positions)));
      renameSync(`${file}.new`, file);
    },
  };
};
