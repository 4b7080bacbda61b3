import * as z from 'zod';
import { contractFindings } from '../../shared/artefacts/contract.ts';
import { layoutFindings } from '../../shared/artefacts/layout.ts';
import { scanArtefact } from '../../shared/artefacts/scan-artefact.ts';
import type { ScanReport } from '../../shared/artefacts/schema.ts';
import { memoryFindings } from '../../shared/artefacts/serving-memory.ts';
import { asFinding, type ValidationReport } from '../../shared/artefacts/validation.ts';
import { readDataset } from '../../shared/assurance/dataset.ts';
import { datasetShapes } from '../../shared/assurance/dataset-shapes.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveOnRecord, service } from '../../shared/registry/record.ts';
import { requireVersion } from '../../shared/registry/require-version.ts';
import type { Finding, StoredFile, VersionId } from '../../shared/registry/schema.ts';
import { manifestOf } from '../../shared/registry/version-manifest.ts';
import { type ContentStore, type Documents, wholeBytes } from '../../shared/storage/ports.ts';

export const ValidateResult = z.object({ kind: z.enum(['validated', 'refused']), findings: z.int().nonnegative() });
export type ValidateResult = z.infer<typeof ValidateResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly artefacts: ContentStore;
  readonly evidence: Documents;
  readonly clock: Clock;
}

/**
 * Judges the bytes of a received version: the artefact without running it, its contract with the manifest, and both data
 * sets. Everything found is in one report; a version with findings is refused for good.
 */
export const createValidate =
  ({ registry, artefacts, evidence, clock }: Deps) =>
  async (id: VersionId): Promise<ValidateResult> => {
    const version = await requireVersion(registry, id);
    if (version.state === 'validated') return { kind: 'validated', findings: 0 };
    if (version.state === 'refused') return { kind: 'refused', findings: 1 };
    const manifest = await manifestOf(artefacts, version);
    const { path } = manifest.files.model;
    const scan = await scanArtefact(await artefacts.read(version.files.model.key), path);
    const holdout = await readData(artefacts, manifest, 'holdout', version.files.holdout);
    const baseline = await readData(artefacts, manifest, 'baseline', version.files.baseline);
    const findings = [
      ...artefactFindings(manifest, scan).map((finding) => asFinding(path, finding)),
      ...holdout.findings,
      ...baseline.findings,
    ];
    const sentence = sentenceOf(scan, findings, holdout.rows, baseline.rows);
    const report: ValidationReport = {
      ...id,
      format: 'slipway/validation/v1',
      scan,
      rows: { holdout: holdout.rows, baseline: baseline.rows },
      findings,
      sentence,
    };
    const validation = await evidence.keepJson(report);
    const refused = findings.length > 0;
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
    return { kind: refused ? 'refused' : 'validated', findings: findings.length };
  };

const artefactFindings = (manifest: Manifest, scan: ScanReport) => [
  ...scan.findings,
  ...layoutFindings(manifest.framework, scan),
  ...contractFindings(manifest, scan),
  ...memoryFindings(manifest.serving.instanceType, scan.expandedBytes),
];

const readData = async (
  artefacts: ContentStore,
  manifest: Manifest,
  role: 'holdout' | 'baseline',
  file: StoredFile,
): Promise<{ rows: number; findings: readonly Finding[] }> => {
  const text = (await wholeBytes(await artefacts.read(file.key))).toString('utf8');
  const reading = readDataset(manifest.files[role].path, text, datasetShapes(manifest, role));
  if (reading.kind === 'refused') return { rows: 0, findings: reading.findings };
  if (reading.dataset.rows > 0) return { rows: reading.dataset.rows, findings: [] };
  return {
    rows: 0,
    findings: [
      {
        path: manifest.files[role].path,
        code: 'no-rows',
        message: 'there is no row below the header',
        expected: 'rows to measure on',
      },
    ],
  };
};

const sentenceOf = (scan: ScanReport, findings: readonly Finding[], holdout: number, baseline: number): string =>
  findings.length > 0
    ? `${findings.length} finding${findings.length === 1 ? '' : 's'}`
    : `${sound(scan)}; ${holdout.toLocaleString('en')} holdout and ${baseline.toLocaleString('en')} baseline rows`;

const sound = ({ format, operators, inputs, globals }: ScanReport): string =>
  operators.length > 0
    ? `${operators.length} operators, all standard; ${inputs.length} inputs as declared`
    : `${format} without anything that runs${globals.length > 0 ? `; ${globals.length} names of known libraries` : ''}; columns as declared`;

const told = (findings: readonly Finding[]): string =>
  findings
    .map(({ path, message, expected }) => `${path}: ${message}${expected ? ` (right would be: ${expected})` : ''}`)
    .join('; ')
    .slice(0, 2000);
