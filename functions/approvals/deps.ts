import type {
  Approvals,
  CompleteTask,
  CountTry,
  Sessions,
  Signer,
  VerifySignature,
} from '../../shared/approval/ports.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import type { Documents } from '../../shared/storage/ports.ts';

export interface Deps {
  readonly sessions: Sessions;
  readonly approvals: Approvals;
  readonly registry: ModelRegistry;
  readonly policies: Policies;
  readonly evidence: Documents;
  readonly signer: Signer;
  readonly verify: VerifySignature;
  readonly completeTask: CompleteTask;
  readonly countTry: CountTry;
  readonly siteUrl: string;
  readonly clock: Clock;
  readonly randomId: () => string;
}
