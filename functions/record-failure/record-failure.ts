import * as z from 'zod';
import { eventIdOf } from '../../shared/audit/chain.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { inFlight } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, service } from '../../shared/registry/record.ts';
import { refuseSubmission } from '../../shared/registry/refused-submission.ts';
import { ReleaseInput } from '../../shared/registry/release-run.ts';

export const FailureInput = whenUsed(() =>
  z.object({
    submission: ReleaseInput,
    /** Name of the execution that failed: each failed run is on record. */
    run: z.string(),
    failure: z.object({ Error: z.string(), Cause: z.string().optional() }),
  }),
);
export const FailureResult = whenUsed(() =>
  z.object({ kind: z.enum(['recorded', 'nothing-to-record']), state: z.string() }),
);
export type FailureResult = z.infer<typeof FailureResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

const SENTENCE =
  'Slipway could not finish this step. It is not known to be the model: operations have been told. The same files may be sent again.';

/**
 * Ends a run that could not keep its promise in a recorded state with a reason. A version that was being deployed
 * becomes `deploy-failed`, any other `failed`; a submission that never became a version is recorded as turned away.
 */
export const createRecordFailure =
  ({ registry, clock }: Deps) =>
  async ({ submission, run, failure }: z.infer<typeof FailureInput>): Promise<FailureResult> => {
    const at = clock();
    const version = await registry.find(submission);
    const code = failure.Error.slice(0, 64);
    if (version) {
      if (!inFlight.includes(version.state)) return { kind: 'nothing-to-record', state: version.state };
      const to = version.state === 'deploying' ? 'deploy-failed' : 'failed';
      await moveOnRecord(registry, version, to, at, service('record-failure'), { reason: { code, text: SENTENCE } });
      return { kind: 'recorded', state: to };
    }
    await refuseSubmission(registry, {
      id: submission,
      // Not the submission's own fingerprint: the verdict on these files is still to come, when they are sent again.
      fingerprint: eventIdOf('submission', submission.fingerprint, 'failed', run),
      run,
      submitter: '',
      findings: [{ path: 'submission', code: 'pipeline-error', message: SENTENCE }],
      by: 'record-failure',
      at,
      reason: { code, text: SENTENCE },
    });
    return { kind: 'recorded', state: 'refused' };
  };
