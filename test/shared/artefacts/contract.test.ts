import { describe, expect, it } from 'vitest';
import { comparedColumns, contractFindings } from '../../../shared/artefacts/contract.ts';
import { ScanFinding, ScanReport, type TensorShape } from '../../../shared/artefacts/schema.ts';
import { memoryFindings } from '../../../shared/artefacts/serving-memory.ts';
import { asFinding } from '../../../shared/artefacts/validation.ts';
import type { InputFeature } from '../../../shared/registry/manifest.ts';
import { aManifest } from '../../support/builders.ts';
import { corpus, fileName, scanBytes } from '../../support/corpus.ts';

const tensor = (name: string, type = 'float', ...dimensions: string[]): TensorShape => ({ name, type, dimensions });
const score = tensor('score', 'float', 'N', '1');
const report = (inputs: TensorShape[], over: Record<string, unknown> = {}): ScanReport =>
  ScanReport.parse({
    verdict: 'accept',
    format: 'onnx in tar.gz',
    bytes: 10,
    expandedBytes: 100,
    members: [],
    inputs,
    outputs: [score],
    operators: ['MatMul'],
    findings: [],
    ...over,
  });
const manifest = (inputs: InputFeature[]) => aManifest({ signature: { ...aManifest().signature, inputs } });
const numbers: InputFeature[] = [
  { name: 'income', type: 'number' },
  { name: 'debt', type: 'number' },
];
const mixed: InputFeature[] = [
  { name: 'income', type: 'number' },
  { name: 'purpose', type: 'category' },
];
const codes = (inputs: InputFeature[], graph: TensorShape[], over = {}) =>
  contractFindings(manifest(inputs), report(graph, over)).map(({ code }) => code);

describe('the contract between manifest and graph', () => {
  it.each([
    ['one input for each column', mixed, [tensor('income'), tensor('purpose', 'string')]],
    ['one wide input for all numbers', numbers, [tensor('X', 'float', 'N', '2')]],
    ['a wide input of any width', numbers, [tensor('X', 'double', 'N', '?')]],
    ['one column under another name', [mixed[0] as InputFeature], [tensor('X', 'float', 'N', '1')]],
    ['whole numbers', numbers, [tensor('income', 'int64'), tensor('debt', 'int32')]],
  ] as const)('holds with %s', (_name, inputs, graph) => {
    expect(codes([...inputs], [...graph])).toEqual([]);
  });

  it.each([
    ['an input too few', mixed, [tensor('a'), tensor('b'), tensor('c')], ['input-count']],
    ['no input at all', mixed, [], ['input-count']],
    ['another width', numbers, [tensor('X', 'float', 'N', '3')], ['input-count']],
    [
      'another order',
      mixed,
      [tensor('purpose', 'string'), tensor('income')],
      ['input-name', 'input-type', 'input-name', 'input-type'],
    ],
    ['a text where a number is declared', numbers, [tensor('income', 'string'), tensor('debt')], ['input-type']],
    ['a number where a category is declared', mixed, [tensor('income'), tensor('purpose')], ['input-type']],
    ['a category in a wide numeric input', mixed, [tensor('X', 'float', 'N', '2')], ['input-type']],
    ['a wide input of texts', numbers, [tensor('X', 'string', 'N', '2')], ['input-type']],
    ['something that is no tensor', numbers, [tensor('income', 'not a tensor'), tensor('debt')], ['input-type']],
  ] as const)('does not hold with %s', (_name, inputs, graph, expected) => {
    expect(codes([...inputs], [...graph])).toEqual(expected);
  });

  it('needs an output', () => {
    expect(codes(numbers, [tensor('income'), tensor('debt')], { outputs: [] })).toEqual(['no-output']);
  });

  it('is not asked about an artefact that is refused anyway', () => {
    expect(codes(mixed, [], { verdict: 'refuse' })).toEqual([]);
  });

  it('says what to do, in findings that can be stored, however many inputs there are', () => {
    const many = Array.from({ length: 2000 }, (_, i) => tensor(`input_${i}`));
    const [finding] = contractFindings(manifest(mixed), report(many));

    expect(ScanFinding.parse(finding)).toEqual(finding);
    expect(finding?.advice).toContain('declare every input');
  });
});

describe('the contract between manifest and a model that names or counts its columns', () => {
  const cases = new Map(corpus().map(({ path, bytes }) => [path, bytes]));
  const scanned = async (path: string) => scanBytes(cases.get(path) ?? Buffer.alloc(0), fileName(path));
  const numeric = (...names: string[]): InputFeature[] => names.map((name) => ({ name, type: 'number' }));
  const all = numeric('age', 'income', 'debt', 'tenure');
  const found = async (
    path: string,
    inputs: InputFeature[],
    framework: 'xgboost' | 'lightgbm' | 'sklearn' | 'pmml',
  ) => {
    const declared = aManifest({ framework, signature: { ...aManifest().signature, inputs } });
    return contractFindings(declared, await scanned(path)).map(({ code, message }) => `${code}: ${message}`);
  };

  it.each([
    ['xgboost', 'xgboost/model.json'],
    ['xgboost', 'xgboost/model.ubj'],
    ['xgboost', 'xgboost/booster.pkl'],
    ['lightgbm', 'lightgbm/model.txt'],
    ['lightgbm', 'lightgbm/booster.pkl'],
  ] as const)(
    'compares names and order, whether %s lies in its own format or in a pickle: %s',
    async (framework, path) => {
      expect(await found(path, all, framework)).toEqual([]);
      expect(await found(path, numeric('age', 'debt', 'income', 'tenure'), framework)).toEqual([
        'input-name: column 2 is income in the model and debt in the manifest',
        'input-name: column 3 is debt in the model and income in the manifest',
      ]);
      expect(await found(path, numeric('age', 'income', 'tenor'), framework)).toEqual([
        'input-count: the model reads 4 columns, the manifest declares 3; not declared: debt, tenure; not in the model: tenor',
      ]);
    },
  );

  it.each([
    ['xgboost', 'xgboost/classifier.pkl'],
    ['xgboost', 'xgboost/classifier.joblib'],
    ['lightgbm', 'lightgbm/classifier.joblib'],
  ] as const)('compares the count where %s was trained without names: %s', async (framework, path) => {
    expect(await found(path, numeric('a', 'b', 'c', 'd'), framework)).toEqual([]);
    expect(await found(path, numeric('a'), framework)).toEqual([
      'input-count: the model reads 4 columns, the manifest declares 1',
    ]);
  });

  it('compares names and types of PMML, in any order, without the target and what the model does not use', async () => {
    const document = (fields: string) =>
      Buffer.from(
        `<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/><DataDictionary>${fields}<DataField name="y" dataType="double"/><DataField name="note" dataType="string"/></DataDictionary><RegressionModel functionName="regression"><MiningSchema><MiningField name="age"/><MiningField name="purpose"/><MiningField name="y" usageType="target"/></MiningSchema><RegressionTable intercept="1"/></RegressionModel></PMML>`,
      );
    const report = await scanBytes(
      document('<DataField name="purpose" dataType="string"/><DataField name="age" dataType="integer"/>'),
      'model.pmml',
    );
    const codesOf = (inputs: InputFeature[]) =>
      contractFindings(aManifest({ framework: 'pmml', signature: { ...aManifest().signature, inputs } }), report).map(
        ({ message }) => message,
      );

    expect(report.findings).toEqual([]);
    expect(
      codesOf([
        { name: 'age', type: 'number' },
        { name: 'purpose', type: 'category' },
      ]),
    ).toEqual([]);
    expect(codesOf(numeric('age', 'purpose'))).toEqual([
      'purpose is a number in the manifest, and string in the model',
    ]);
    expect(codesOf(numeric('age', 'debt'))).toEqual(['column 2 is purpose in the model and debt in the manifest']);
  });

  it('says what could be compared, and what could not', async () => {
    expect(comparedColumns(await scanned('xgboost/booster.pkl'))).toBe('4 columns named as declared');
    expect(comparedColumns(await scanned('xgboost/classifier.pkl'))).toBe(
      '4 columns as declared, which the model does not name',
    );
    expect(comparedColumns(report([], { operators: [] }))).toBe(
      'which columns it reads is not known, as it does not say',
    );
    expect(comparedColumns(report([tensor('income')]))).toBe('1 input as declared');
  });
});

describe('the memory of the serving instance', () => {
  it('must hold the unpacked model twice', () => {
    expect(memoryFindings('ml.m5.large', 4 * 2 ** 30)).toEqual([]);
    expect(memoryFindings('ml.m5.large', 4 * 2 ** 30 + 1)).toMatchObject([
      { code: 'serving-memory', advice: 'choose a larger instance type, or a smaller model' },
    ]);
    expect(memoryFindings('ml.t3.medium', 3 * 2 ** 30)).toHaveLength(1);
    expect(memoryFindings('ml.x9.unheard', 2 ** 50)).toEqual([]);
  });
});

describe("a scanner's finding about a submission", () => {
  it('names the file and the member', () => {
    expect(asFinding('model.tar.gz', { code: 'c', message: 'm', member: 'model.onnx', advice: 'a' })).toEqual({
      path: 'model.tar.gz: model.onnx',
      code: 'c',
      message: 'm',
      expected: 'a',
    });
    expect(asFinding('model.tar.gz', { code: 'c', message: 'm' })).toEqual({
      path: 'model.tar.gz',
      code: 'c',
      message: 'm',
    });
  });
});
