import { comparedColumns, contractFindings } from '../artefacts/contract.ts';
import { layoutFindings } from '../artefacts/layout.ts';
import { type ScanRules, scanArtefact } from '../artefacts/scan-artefact.ts';
import type { ScanReport } from '../artefacts/schema.ts';
import { memoryFindings } from '../artefacts/serving-memory.ts';
import { asFinding } from '../artefacts/validation.ts';
import { counted } from '../kernel/figures.ts';
import type { Manifest } from '../registry/manifest.ts';
import type { Finding, ModelVersion } from '../registry/schema.ts';
import type { StoredContent } from '../storage/ports.ts';
import { submittedDataset } from './dataset/submitted-dataset.ts';

/** What the gate found in the files of a submission. Refused when there are findings. */
export interface JudgedFiles {
  readonly scan: ScanReport;
  readonly rows: { readonly holdout: number; readonly baseline: number };
  readonly findings: readonly Finding[];
  readonly sentence: string;
}

/**
 * Judges the files of a submission: the artefact without running it, its contract with the manifest, and both data sets. The
 * pipeline and the command line ask the same, so they answer the same.
 */
export const judgeFiles = async (
  store: StoredContent,
  manifest: Manifest,
  files: ModelVersion['files'],
  rules: ScanRules,
): Promise<JudgedFiles> => {
  const { path } = manifest.files.model;
  const scan = await scanArtefact(await store.read(files.model.key), path, rules);
  const holdout = await judgedData(store, manifest, 'holdout', files.holdout);
  const baseline = await judgedData(store, manifest, 'baseline', files.baseline);
  const findings = [
    ...artefactFindings(manifest, scan).map((finding) => asFinding(path, finding)),
    ...holdout.findings,
    ...baseline.findings,
  ];
  const sentence = sentenceOf(scan, findings, holdout.rows, baseline.rows);
  return { scan, rows: { holdout: holdout.rows, baseline: baseline.rows }, findings, sentence };
};

const artefactFindings = (manifest: Manifest, scan: ScanReport) => [
  ...scan.findings,
  ...layoutFindings(manifest.framework, scan),
  ...contractFindings(manifest, scan),
  ...memoryFindings(manifest.serving.instanceType, scan.expandedBytes),
];

const judgedData = async (...submitted: Parameters<typeof submittedDataset>) => {
  const reading = await submittedDataset(...submitted);
  return reading.kind === 'refused'
    ? { rows: 0, findings: reading.findings }
    : { rows: reading.dataset.rows, findings: [] };
};

const sentenceOf = (scan: ScanReport, findings: readonly Finding[], holdout: number, baseline: number): string =>
  findings.length > 0
    ? counted(findings.length, 'finding')
    : `${sound(scan)}; ${holdout.toLocaleString('en')} holdout and ${baseline.toLocaleString('en')} baseline rows`;

const sound = (scan: ScanReport): string => {
  const { format, operators, globals, code, reviewed } = scan;
  const names =
    globals.length > reviewed.length ? `; ${globals.length - reviewed.length} names of known libraries` : '';
  const content =
    operators.length > 0
      ? `${operators.length} operators, all standard`
      : `${format} without anything that runs${names}`;
  const byReview = [
    ...(code ? ['its own code, whose digest was approved'] : []),
    ...(reviewed.length > 0 ? [`${reviewed.length} names by review`] : []),
  ];
  return [content, comparedColumns(scan), ...byReview].join('; ');
};
