import { stringify } from 'yaml';
import type { ValidationReport } from '../../shared/artefacts/validation.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { Policy } from '../../shared/policy/schema.ts';
import { declaration } from '../../shared/registry/declared-manifest.ts';
import type { Manifest } from '../../shared/registry/manifest.ts';
import type { ModelVersion, State } from '../../shared/registry/schema.ts';
import type { Emit } from '../../shared/runtime/metrics.ts';
import { seeded } from '../../shared/statistics/permutation-importance.ts';
import type { VerdictMarks } from '../../shared/storage/ports.ts';
import { aPolicy, NOW } from '../support/approval.ts';
import { tarGz } from '../support/archives.ts';
import { aManifest, aModelVersion } from '../support/builders.ts';
import { memoryBaselines } from '../support/memory/baselines.ts';
import { memoryContentStore } from '../support/memory/content-store.ts';
import { memoryDocuments } from '../support/memory/documents.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memoryPolicies } from '../support/memory/policies.ts';
import { memoryUploads } from '../support/memory/uploads.ts';
import { bytesField, integerField, message } from '../support/protobuf.ts';

/** A graph that says what it reads: one wide input of two numbers. It is never run here. */
const value = (name: string, width: number) =>
  message(
    bytesField(1, name),
    bytesField(2, bytesField(1, message(integerField(1, 1), bytesField(2, bytesField(1, integerField(1, width)))))),
  );
const aGraph = (width = 2): Buffer =>
  message(
    integerField(1, 8),
    bytesField(
      7,
      message(
        bytesField(1, bytesField(4, 'MatMul')),
        bytesField(11, value('X', width)),
        bytesField(12, value('score', 1)),
      ),
    ),
  );
export const anArchive = (width = 2): Buffer => tarGz([{ name: 'model.onnx', content: aGraph(width) }]);

/** The truth behind the data, and what a good model answers. */
export const probability = (income: number, debt: number): number =>
  1 / (1 + Math.exp(0.08 * (income - 50) - 0.15 * (debt - 20)));

const loans = (seed: number, rows: number) => {
  const random = seeded(seed);
  return Array.from({ length: rows }, () => {
    const [income, debt] = [Math.round(random() * 100), Math.round(random() * 40)];
    return { income, debt, defaulted: Number(random() < probability(income, debt)) };
  });
};
const holdout = `income,debt,defaulted\n${loans(1, 600)
  .map(({ income, debt, defaulted }) => `${income},${debt},${defaulted}`)
  .join('\n')}\n`;
const baseline = `income,debt\n${loans(2, 800)
  .map(({ income, debt }) => `${income},${debt}`)
  .join('\n')}\n`;

/** A served model: a probability for each row of the body. `change` is what is wrong with it. */
export const scoring =
  (change: (score: number) => number = (score) => score) =>
  (body: string): string =>
    `${body
      .trim()
      .split('\n')
      .map((row) => {
        const [income = 0, debt = 0] = row.split(',').map(Number);
        return change(probability(income, debt)).toFixed(6);
      })
      .join('\n')}\n`;

export const FILES = { 'model.tar.gz': anArchive(), 'holdout.csv': holdout, 'baseline.csv': baseline };
export const ID = { team: 'lending', model: 'credit-risk', version: '1.4.0' };
export const PREFIX = 'lending/credit-risk/1.4.0/';

/** A manifest whose digests are those of the files. */
export const theManifest = (over: Partial<Manifest> = {}): Manifest =>
  aManifest({
    files: {
      model: { path: 'model.tar.gz', sha256: sha256(FILES['model.tar.gz']) },
      holdout: { path: 'holdout.csv', sha256: sha256(holdout) },
      baseline: { path: 'baseline.csv', sha256: sha256(baseline) },
    },
    claims: { auc: 0.7 },
    ...over,
  });

export const thePolicy = (over: Partial<Policy['tiers']['medium']> = {}): Policy => {
  const policy = aPolicy();
  const medium = {
    ...policy.tiers.medium,
    gates: { 'binary-classification': [{ metric: 'auc', atLeast: 0.65 }] },
    ...over,
  };
  return Policy.parse({ ...policy, tiers: { ...policy.tiers, medium } });
};

/** Everything a step of a release works with, in memory, and a clock that stands still until it is moved. */
export const aReleaseWorld = (policy = thePolicy()) => {
  const registry = memoryRegistry();
  const artefacts = memoryContentStore();
  const evidence = memoryDocuments();
  const policies = memoryPolicies(policy);
  const uploads = memoryUploads();
  const now = { at: NOW };
  const marked: string[] = [];
  const marks: VerdictMarks = {
    accept: async (keys) => void marked.push(...keys.map((key) => `accepted ${key}`)),
    quarantine: async ({ key, version }) => void marked.push(`refused ${key} ${version}`),
  };
  const counted: string[] = [];
  const emit: Emit = (metrics, dimensions = {}) =>
    void counted.push(...metrics.map(({ name }) => `${name} ${Object.values(dimensions).join(' ')}`.trim()));

  const upload = (manifest = theManifest(), files: Readonly<Record<string, string | Uint8Array>> = FILES) => {
    for (const [name, content] of Object.entries(files)) uploads.put(PREFIX + name, content);
    uploads.put(`${PREFIX}manifest.yaml`, stringify(manifest));
  };

  /** A version in some state, its files in the store as if it had been received. */
  const stored = async (
    state: State,
    over: Partial<ModelVersion> = {},
    manifest = theManifest(),
    files: Partial<typeof FILES> = {},
  ) => {
    const keep = (name: string, content: string | Uint8Array) => {
      const file = { key: `sha256/${sha256(content)}/${name}`, sha256: sha256(content), bytes: content.length };
      artefacts.tamper(file.key, content);
      return file;
    };
    const all = { ...FILES, ...files };
    const submitted = keep('manifest', stringify(manifest));
    const version = aModelVersion({
      state,
      policy: { version: 12, sha256: (await policies.current()).sha256 },
      manifest: submitted,
      declared: keep('declared-manifest.json', declaration(manifest, submitted.sha256)),
      files: {
        model: keep('model.tar.gz', all['model.tar.gz']),
        holdout: keep('holdout.csv', all['holdout.csv']),
        baseline: keep('baseline.csv', all['baseline.csv']),
      },
      ...over,
    });
    registry.seed(version);
    return version;
  };

  const aValidation = (): Promise<string> => {
    const report: ValidationReport = {
      ...ID,
      format: 'slipway/validation/v1',
      scan: {
        verdict: 'accept',
        format: 'onnx in tar.gz',
        bytes: 1,
        expandedBytes: 1,
        members: [],
        inputs: [],
        outputs: [],
        operators: [],
        findings: [],
      } as unknown as ValidationReport['scan'],
      rows: { holdout: 600, baseline: 800 },
      findings: [],
      sentence: 'Nothing was found.',
    };
    return evidence.keepJson(report);
  };

  return {
    registry,
    artefacts,
    evidence,
    policies,
    uploads,
    marks,
    /** What was marked, in order: the verdict, the key and the version of it. */
    marked,
    emit,
    /** What was counted, in order: the name and its dimension. */
    counted,
    baselines: memoryBaselines(),
    clock: () => now.at,
    now,
    upload,
    stored,
    aValidation,
    /** Types of everything on record, in order. */
    recorded: () => registry.records.map(({ type }) => type),
    stateOf: async (version: string) => (await registry.find({ ...ID, version }))?.state,
  };
};
