import { describe, expect, it } from 'vitest';
import { contractFindings } from '../../../shared/artefacts/contract.ts';
import { layoutFindings } from '../../../shared/artefacts/layout.ts';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import type { ScanLimits } from '../../../shared/artefacts/schema.ts';
import { memoryFindings } from '../../../shared/artefacts/serving-memory.ts';
import type { Manifest } from '../../../shared/registry/manifest.ts';
import { aManifest } from '../../support/builders.ts';
import { corpus, fileName, scanBytes } from '../../support/corpus.ts';

const cases = corpus();
const bytesOf = (name: string): Buffer => cases.find(({ path }) => path === name)?.bytes ?? Buffer.alloc(0);
const scan = (name: string) => scanBytes(bytesOf(name), fileName(name));
const within = async (name: string, limits: Partial<ScanLimits>) =>
  scanArtefact(
    (async function* () {
      yield bytesOf(name);
    })(),
    fileName(name),
    { limits },
  );
const reading = (framework: Manifest['framework'], ...names: string[]) =>
  aManifest({
    framework,
    signature: { ...aManifest().signature, inputs: names.map((name) => ({ name, type: 'number' as const })) },
  });

describe('the report of a scan', () => {
  it('lists every name, what it is used for and how often', async () => {
    const { globals } = await scan('joblib/forest.joblib');

    expect(globals).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ module: 'sklearn.tree._tree', name: 'Tree', role: 'call', count: 3 }),
        expect.objectContaining({ name: 'RandomForestClassifier', role: 'new' }),
        expect.objectContaining({ module: 'numpy', name: 'ndarray', role: 'reference' }),
      ]),
    );
  });

  it('lists members with their formats, and how much of the limits was used', async () => {
    const report = await scan('archive/joblib.tar.gz');

    expect(report.members.map(({ name, format }) => [name, format])).toEqual([
      ['model.joblib', 'pickle'],
      ['metadata.json', 'json'],
    ]);
    expect(report.limits).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'members', used: 2, limit: 10_000 })]),
    );
  });

  it('holds all findings, not the first', async () => {
    const report = await scan('tar/with-code-inference.py.tar.gz');

    expect(new Set(report.findings.map(({ code }) => code)).size).toBeGreaterThan(1);
  });
});

describe('a limit', () => {
  it.each([
    ['archive/joblib.tar.gz', 'members', 1],
    ['archive/joblib.tar.gz', 'expandedBytes', 2000],
    ['archive/gnu-long.tar.gz', 'nameLength', 50],
    ['pickle/forest.pkl', 'memoEntries', 20],
    ['pickle/forest.pkl', 'symbolBytes', 1000],
    ['pickle/forest.pkl', 'nesting', 3],
    ['xgboost/model.json', 'jsonDepth', 3],
    ['pmml/regression.pmml', 'xmlAttributes', 2],
    ['keras/weights.h5', 'heldBytes', 1000],
    ['numpy/floats.npy', 'headerBytes', 20],
    ['numpy/plain.npz', 'archiveLevels', -1],
  ] as const)('refuses %s above %s', async (name, limit, value) => {
    expect((await scan(name)).verdict).toBe('accept');
    expect((await within(name, { [limit]: value })).verdict).toBe('refuse');
  });
});

describe('a name that was reviewed', () => {
  it('is allowed in its role only', async () => {
    const foreign = Buffer.from('\x80\x02cour.models\nScore\n)\x81.', 'latin1');
    const reviewed = (roles: readonly ('new' | 'reference')[]) =>
      scanArtefact(
        (async function* () {
          yield foreign;
        })(),
        'model.pkl',
        { reviewed: [{ module: 'our.models', name: 'Score', roles, reason: 'our own', owner: 'ada@example.com' }] },
      );

    expect((await scanBytes(foreign, 'model.pkl')).findings[0]?.code).toBe('pickle-global');
    expect((await reviewed(['new'])).verdict).toBe('accept');
    expect((await reviewed(['reference'])).findings[0]?.code).toBe('pickle-global-role');
  });
});

describe('the contract between manifest and columns', () => {
  it.each([
    ['sklearn', 'joblib/logistic.joblib'],
    ['xgboost', 'xgboost/model.ubj'],
    ['xgboost', 'xgboost/model.json'],
    ['lightgbm', 'lightgbm/model.txt'],
  ] as const)('is held by %s in %s', async (framework, name) => {
    const report = await scan(name);
    const codes = (...columns: string[]) =>
      contractFindings(reading(framework, ...columns), report).map(({ code }) => code);

    expect(codes('age', 'income', 'debt', 'tenure')).toEqual([]);
    expect(codes('age', 'debt', 'income', 'tenure')).toEqual(['input-name', 'input-name']);
    expect(codes('age', 'income', 'debt')).toEqual(['input-count']);
  });

  it('is held by count where a model keeps no names', async () => {
    const report = await scan('pickle/forest.pkl');

    expect(contractFindings(reading('sklearn', 'a', 'b', 'c', 'd'), report)).toEqual([]);
    expect(contractFindings(reading('sklearn', 'a'), report)).toMatchObject([{ code: 'input-count' }]);
  });
});

describe('the layout for serving', () => {
  it.each([
    ['onnx', 'archive/onnx.tar.gz', []],
    ['sklearn', 'archive/joblib.tar.gz', []],
    ['pytorch', 'archive/torch.tar.gz', []],
    ['onnx', 'archive/joblib.tar.gz', ['unexpected-member', 'unexpected-member', 'onnx-missing']],
    ['sklearn', 'archive/onnx.tar.gz', ['unexpected-member', 'sklearn-missing']],
    ['onnx', 'onnx/logistic.onnx', ['not-tar-gz']],
    ['custom', 'archive/onnx.tar.gz', ['framework-unsupported']],
  ] as const)('of %s in %s', async (framework, name, expected) => {
    expect(layoutFindings(framework, await scan(name)).map(({ code }) => code)).toEqual(expected);
  });

  it('leaves half of the memory to work in', () => {
    expect(memoryFindings('ml.m5.large', 4 * 2 ** 30)).toEqual([]);
    expect(memoryFindings('ml.m5.large', 4 * 2 ** 30 + 1)).toMatchObject([{ code: 'serving-memory' }]);
    expect(memoryFindings('ml.c5.2xlarge', 8 * 2 ** 30 + 1)).toMatchObject([{ code: 'serving-memory' }]);
    expect(memoryFindings('ml.inf1.xlarge', 2 ** 50)).toEqual([]);
  });
});
