import { describe, expect, it } from 'vitest';
import { contractFindings } from '../../../shared/artefacts/contract.ts';
import { ScanFinding, ScanReport, type TensorShape } from '../../../shared/artefacts/schema.ts';
import { asFinding } from '../../../shared/artefacts/validation.ts';
import type { InputFeature } from '../../../shared/registry/manifest.ts';
import { aManifest } from '../../support/builders.ts';

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
