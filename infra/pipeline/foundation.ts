import type { Stage } from '../config.ts';
import type { StorageStack } from '../storage/storage-stack.ts';

/** What every part of the pipeline stands on. */
export interface Foundation {
  readonly stage: Stage;
  readonly storage: StorageStack;
}
