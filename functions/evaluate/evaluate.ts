import * as z from 'zod';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { Evidence } from '../../shared/assurance/schema.ts';
import { requestBody } from '../../shared/deployment/answers.ts';
import { type Answers, asking, type Rows } from '../../shared/deployment/asking.ts';
import { GoldenRequest } from '../../shared/deployment/golden.ts';
import type { Inference } from '../../shared/deployment/ports.ts';
import { EndpointOutcome } from '../../shared/deployment/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import type { Baselines } from '../../shared/monitoring/ports.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { Tier } from '../../shared/policy/schema.ts';
import { tierOf } from '../../shared/policy/tier-of.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import { type ModelVersion, VersionId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { Documents, StoredContent } from '../../shared/storage/ports.ts';
import { baselineProfile } from './baseline.ts';
import { measureChampion } from './champion.ts';
import { loadTable } from './holdout.ts';
import { importanceOf } from './importance.ts';
import { judgeEvidence } from './judge.ts';
import { timeSingleRows } from './latency.ts';

export const EvaluateInput = whenUsed(() => VersionId.extend({ endpoint: z.string(), outcome: EndpointOutcome }));
export const EvaluateResult = whenUsed(() =>
  z.object({
    kind: z.enum(['evaluated', 'refused']),
    approvalTimeoutSeconds: z.int().positive(),
  }),
);
export type EvaluateResult = z.infer<typeof EvaluateResult>;

/** The evaluation as it is kept: the evidence, and the request by which production will be recognised. */
export const EvaluationDocument = whenUsed(() => Evidence.extend({ golden: GoldenRequest }));

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly evidence: Documents;
  readonly policies: Policies;
  readonly baselines: Baselines;
  readonly inference: Inference;
  readonly clock: Clock;
}

/** The machine's own timeout lies an hour behind the table's expiry, so that the table decides. */
const GRACE_SECONDS = 3600;
const GOLDEN_ROWS = 5;

/**
 * Measures a staged version on its holdout and holds it against the gates of its tier. A version that does not come up
 * on staging, or that fails a gate, is refused with the reason; the others go on to people with their evidence.
 */
export const createEvaluate =
  (deps: Deps) =>
  async ({ endpoint, outcome, ...id }: z.infer<typeof EvaluateInput>): Promise<EvaluateResult> => {
    const { registry, policies, clock } = deps;
    const version = await requireVersion(registry, id);
    const { policy } = await policies.bySha256(version.policy.sha256);
    const tier = tierOf(policy, version.risk);
    const approvalTimeoutSeconds = tier.approval.expiresAfterSeconds + GRACE_SECONDS;
    if (version.state === 'evaluated') return { kind: 'evaluated', approvalTimeoutSeconds };
    if (version.state === 'refused') return { kind: 'refused', approvalTimeoutSeconds };
    if (outcome.status !== 'InService') {
      const text = `The model did not come up on a staging endpoint: ${outcome.failureReason || outcome.status}.`;
      await moveOnRecord(registry, version, 'refused', clock(), service('evaluate'), {
        reason: { code: 'does-not-start', text },
      });
      return { kind: 'refused', approvalTimeoutSeconds };
    }
    const staged = await moveOnRecord(
      registry,
      version,
      'staged',
      clock(),
      service('evaluate'),
      {},
      { endpoint },
      'it came up on a short-lived endpoint',
    );
    const { evidence, evaluation, profile } = await evaluate(deps, staged, tier, endpoint);
    const refused = evidence.verdict === 'fails';
    const reason = refused ? { reason: { code: 'gates-failed', text: evidence.sentence } } : {};
    await moveOnRecord(
      registry,
      staged,
      refused ? 'refused' : 'evaluated',
      clock(),
      service('evaluate'),
      { evidence: { evaluation, profile }, ...reason },
      {},
      evidence.sentence,
    );
    return { kind: refused ? 'refused' : 'evaluated', approvalTimeoutSeconds };
  };

const evaluate = async (
  deps: Deps,
  version: ModelVersion,
  tier: Tier,
  endpoint: string,
): Promise<{ evidence: Evidence; evaluation: string; profile: string }> => {
  const { artefacts, inference, baselines, clock } = deps;
  const manifest = await manifestOf(artefacts, version);
  const ask = asking(inference, endpoint, manifest);
  const table = await loadTable(artefacts, manifest, 'holdout', version.files.holdout);
  const answers = await ask(table.rows);
  const champion = await measureChampion(deps, version, table);
  const validation = ValidationReport.parse(await deps.evidence.json(version.evidence.validation ?? ''));
  const measured = {
    table,
    answers,
    latency: await timeSingleRows(inference, endpoint, manifest, table.rows),
    importance: await importanceOf(ask, manifest, table, answers),
    ...(champion && { champion }),
  };
  const evidence = judgeEvidence(version, manifest, tier, validation, measured, clock());
  const golden = goldenOf(manifest, table.rows, answers);
  const baseline = await loadTable(artefacts, manifest, 'baseline', version.files.baseline);
  return {
    evidence,
    evaluation: await deps.evidence.keepJson(EvaluationDocument.parse({ ...evidence, golden })),
    profile: await baselines.save(baselineProfile(manifest, baseline, await ask(baseline.rows))),
  };
};

const goldenOf = (
  { signature, serving }: Awaited<ReturnType<typeof manifestOf>>,
  rows: Rows,
  answers: Answers,
): GoldenRequest => ({
  body: requestBody(signature.inputs, rows.slice(0, GOLDEN_ROWS), serving.contentType),
  contentType: serving.contentType,
  expected: answers.slice(0, GOLDEN_ROWS).flat(),
});
