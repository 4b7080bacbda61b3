import * as z from 'zod';
import { refusalReasons } from '../../shared/artefacts/refusal-reasons.ts';
import type { ValidationReport } from '../../shared/artefacts/validation.ts';
import { judgeFiles } from '../../shared/assurance/judge-files.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { gateRules } from '../../shared/policy/gate-rules.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import type { Finding, ModelVersion, StoredFile, VersionId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import type { Emit } from '../../shared/runtime/metrics.ts';
import type { Documents, StoredContent, VerdictMarks } from '../../shared/storage/ports.ts';

export const ValidateResult = whenUsed(() =>
  z.object({ kind: z.enum(['validated', 'refused']), findings: z.int().nonnegative() }),
);
export type ValidateResult = z.infer<typeof ValidateResult>;

const storedFiles = ({ manifest, declared, files }: ModelVersion): readonly StoredFile[] => [
  manifest,
  ...(declared ? [declared] : []),
  files.model,
  files.holdout,
  files.baseline,
];

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: StoredContent;
  readonly evidence: Documents;
  readonly policies: Policies;
  readonly marks: VerdictMarks;
  readonly clock: Clock;
  readonly emit: Emit;
}

/**
 * Judges the bytes of a received version by its policy: the artefact without running it, its contract with the manifest,
 * and both data sets. Everything found is in one report. Accepted bytes are opened to the steps that follow, before the
 * version moves on; refused ones stay closed, and an artefact that the gate itself refuses is quarantined where it came in.
 */
export const createValidate =
  ({ registry, artefacts, evidence, policies, marks, clock, emit }: Deps) =>
  async (id: VersionId): Promise<ValidateResult> => {
    const version = await requireVersion(registry, id);
    if (version.state === 'validated') return { kind: 'validated', findings: 0 };
    if (version.state === 'refused') return { kind: 'refused', findings: 1 };
    const manifest = await manifestOf(artefacts, version);
    const rules = gateRules(
      await policies.bySha256(version.policy.sha256),
      manifest.framework,
      new Date(version.receivedAt),
    );
    const judged = await judgeFiles(artefacts, manifest, version.files, { ...rules, clock });
    const { scan, findings, sentence } = judged;
    const report: ValidationReport = {
      ...id,
      format: 'slipway/validation/v1',
      scan,
      rows: judged.rows,
      findings: [...findings],
      sentence,
    };
    const validation = await evidence.keepJson(report);
    const refused = findings.length > 0;
    const { model } = version.files;
    if (!refused) await marks.accept(storedFiles(version).map(({ key }) => key));
    else if (scan.verdict === 'refuse' && model.upload) await marks.quarantine(model.upload);
    const reason = refused ? { reason: { code: findings[0]?.code ?? '', text: told(findings) } } : {};
    await moveOnRecord(
      registry,
      version,
      refused ? 'refused' : 'validated',
      clock(),
      service('validate'),
      { evidence: { validation }, ...reason },
      {},
      sentence,
    );
    for (const kind of refusalReasons(findings))
      emit([{ name: 'GateRefusals', value: 1, unit: 'Count' }], { Reason: kind });
    return { kind: refused ? 'refused' : 'validated', findings: findings.length };
  };

const told = (findings: readonly Finding[]): string =>
  findings
    .map(({ path, message, expected }) => `${path}: ${message}${expected ? ` (right would be: ${expected})` : ''}`)
    .join('; ')
    .slice(0, 2000);
