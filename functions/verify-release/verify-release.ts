import * as z from 'zod';
import { askGolden, GoldenRequest } from '../../shared/deployment/golden.ts';
import { judgeRelease } from '../../shared/deployment/judge-release.ts';
import { ownRequestId } from '../../shared/deployment/own-requests.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import { EndpointOutcome } from '../../shared/deployment/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { Serving, VersionId } from '../../shared/registry/schema.ts';
import type { Documents } from '../../shared/storage/ports.ts';

export const VerifyInput = whenUsed(() => VersionId.extend({ plan: Serving, outcome: EndpointOutcome }));
export const VerifyResult = whenUsed(() =>
  z.object({ kind: z.enum(['verified', 'rolled-back', 'failed']), reason: z.string() }),
);
export type VerifyResult = z.infer<typeof VerifyResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly evidence: Documents;
  readonly inference: Inference;
  readonly clock: Clock;
}

/** Decides whether the new version serves. If not, the version ends as `rolled-back` or `deploy-failed`, with the reason. */
export const createVerifyRelease =
  ({ registry, evidence, inference, clock }: Deps) =>
  async ({ plan, outcome, ...id }: z.infer<typeof VerifyInput>): Promise<VerifyResult> => {
    const version = await requireVersion(registry, id);
    const golden = await goldenOf(evidence, version.evidence.evaluation);
    const serves = outcome.status === 'InService' && outcome.config === plan.config;
    const verdict = judgeRelease(
      outcome,
      plan.config,
      golden && serves ? await askGolden(inference, plan.endpoint, golden, ownRequestId(version)) : undefined,
    );
    if (verdict.kind === 'verified') return { kind: 'verified', reason: '' };
    const to = verdict.kind === 'rolled-back' ? 'rolled-back' : 'deploy-failed';
    await moveOnRecord(registry, version, to, clock(), service('verify-release'), {
      reason: { code: to, text: verdict.reason },
    });
    return verdict;
  };

const goldenOf = async (evidence: Documents, digest: string | undefined): Promise<GoldenRequest | undefined> => {
  if (!digest) return undefined;
  const { golden } = (await evidence.json(digest)) as { golden?: unknown };
  return golden === undefined ? undefined : GoldenRequest.parse(golden);
};
