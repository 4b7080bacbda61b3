import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanFinding } from '../../../shared/artefacts/schema.ts';
import { scanBytes } from '../../support/corpus.ts';
import { exampleGraph } from '../../support/examples.ts';
import { bytesField, integerField, message } from '../../support/protobuf.ts';

const externalByLocation = message(bytesField(8, 'weights'), integerField(14, 1));
const externalByEntry = message(
  bytesField(8, 'weights'),
  bytesField(13, message(bytesField(1, 'location'), bytesField(2, '../../etc/passwd'))),
);
const externalByLastWord = message(integerField(14, 0), integerField(14, 1));

const node = (...attributes: Buffer[]) =>
  message(bytesField(4, 'Identity'), ...attributes.map((one) => bytesField(5, one)));
const model = (graph: Buffer, ...more: Buffer[]) => message(integerField(1, 8), bytesField(7, graph), ...more);
const graphOf = (...nodes: Buffer[]) => message(...nodes.map((one) => bytesField(1, one)));
const codes = async (bytes: Buffer) => (await scanBytes(bytes, 'model.onnx')).findings.map(({ code }) => code);

describe('the graph of an example', () => {
  it.each([
    ['care-demand', 8],
    ['care-demand-2', 8],
    ['co2-outlook', 7],
  ])('%s is read without findings, with %i inputs', async (example, inputs) => {
    const reading = await scanBytes(Buffer.from(await exampleGraph(example)), 'model.onnx');

    expect(reading.findings).toEqual([]);
    expect(reading.inputs).toHaveLength(inputs);
    expect(reading.outputs.length).toBeGreaterThan(0);
    expect(reading.operators.length).toBeGreaterThan(0);
  });
});

describe('operators outside the standard', () => {
  const call = (name: string, domain = 'own') => message(bytesField(4, name), bytesField(7, domain));
  const makes = (name: string, ...nodes: Buffer[]) =>
    bytesField(25, message(bytesField(1, name), ...nodes.map((one) => bytesField(7, one)), bytesField(10, 'own')));

  it('are taken when the model defines them, wherever the definition stands', async () => {
    const twice = makes('Twice', node(), call('Once'));
    const reading = await scanBytes(model(graphOf(call('Twice')), twice, makes('Once', node())), 'model.onnx');

    expect(reading.findings).toEqual([]);
    expect(reading.operators).toEqual(['Identity']);
  });

  it.each([
    ['nobody defines them', model(graphOf(call('Run'))), 'onnx-custom-operator'],
    ['they are defined for another domain', model(graphOf(call('Run', 'other')), makes('Run')), 'onnx-custom-operator'],
    ['a function uses what nobody defines', model(graphOf(), makes('A', call('Run'))), 'onnx-custom-operator'],
    [
      'a subgraph of a function does',
      model(graphOf(), makes('A', node(bytesField(6, graphOf(call('Run')))))),
      'onnx-custom-operator',
    ],
    ['a function calls itself', model(graphOf(call('A')), makes('A', call('A'))), 'onnx-endless-function'],
    [
      'functions call each other',
      model(graphOf(call('A')), makes('A', call('B')), makes('B', call('A'))),
      'onnx-endless-function',
    ],
    ['one is defined twice', model(graphOf(call('A')), makes('A'), makes('A')), 'onnx-function-twice'],
  ])('are refused when %s', async (_why, bytes, code) => {
    expect(await codes(bytes)).toEqual([code]);
  });
});

describe('values that lie in another file', () => {
  const hiding: Readonly<Record<string, (tensor: Buffer) => Buffer>> = {
    'an initialiser': (tensor) => model(bytesField(5, tensor)),
    'a sparse initialiser': (tensor) => model(bytesField(15, bytesField(1, tensor))),
    'the indices of a sparse initialiser': (tensor) => model(bytesField(15, bytesField(2, tensor))),
    'an attribute': (tensor) => model(graphOf(node(bytesField(5, tensor)))),
    'a list of tensors': (tensor) => model(graphOf(node(bytesField(10, tensor)))),
    'a sparse attribute': (tensor) => model(graphOf(node(bytesField(22, bytesField(1, tensor))))),
    'a list of sparse attributes': (tensor) => model(graphOf(node(bytesField(23, bytesField(1, tensor))))),
    'a subgraph': (tensor) => model(graphOf(node(bytesField(6, bytesField(5, tensor))))),
    'a list of subgraphs': (tensor) => model(graphOf(node(bytesField(11, bytesField(5, tensor))))),
    'a node of a subgraph of a subgraph': (tensor) =>
      model(graphOf(node(bytesField(6, graphOf(node(bytesField(6, graphOf(node(bytesField(5, tensor)))))))))),
    'a function': (tensor) => model(graphOf(), bytesField(25, bytesField(7, node(bytesField(5, tensor))))),
    "the default of a function's attribute": (tensor) =>
      model(graphOf(), bytesField(25, bytesField(11, bytesField(5, tensor)))),
  };

  it.each(Object.entries(hiding))('are refused in %s', async (_name, hide) => {
    for (const tensor of [externalByLocation, externalByEntry, externalByLastWord])
      expect(await codes(hide(message(integerField(2, 1), tensor)))).toEqual(['onnx-external-data']);
    expect(await codes(hide(message(integerField(2, 1), bytesField(8, 'weights'))))).toEqual([]);
  });
});

describe('a graph is refused', () => {
  const custom = message(bytesField(4, 'Run'), bytesField(7, 'com.evil'));

  it.each([
    ['with an operator of its own', model(graphOf(custom)), ['onnx-custom-operator']],
    [
      'with such an operator in a subgraph',
      model(graphOf(node(bytesField(6, graphOf(custom))))),
      ['onnx-custom-operator'],
    ],
    [
      'with such an operator in a function',
      model(graphOf(), bytesField(25, bytesField(7, custom))),
      ['onnx-custom-operator'],
    ],
    ['when there are two of it', message(model(graphOf()), bytesField(7, graphOf())), ['onnx-no-graph']],
    ['when there is none', integerField(1, 8), ['onnx-no-graph']],
    ['without a version', bytesField(7, graphOf()), ['onnx-old']],
    ['with a version that a second word takes back', message(model(graphOf()), integerField(1, 1)), ['onnx-old']],
    ['with training steps', model(graphOf(), bytesField(20, '')), ['onnx-training']],
    ['when it is text', Buffer.from('not a model'), ['unknown-format']],
    ['when a field is longer than the file', Buffer.from([0x3a, 0xff, 0x7f]), ['truncated']],
    ['when a number never ends', Buffer.concat([Buffer.from([8]), Buffer.alloc(40, 0xff)]), ['unknown-format']],
    ['when a later number never ends', message(model(graphOf()), Buffer.alloc(40, 0xff)), ['protobuf-malformed']],
  ])('%s', async (_name, bytes, expected) => {
    expect(await codes(bytes)).toEqual(expect.arrayContaining(expected));
  });

  it('that is nested without end', async () => {
    let graph = graphOf();
    for (let depth = 0; depth < 60; depth++) graph = graphOf(node(bytesField(6, graph)));

    expect(await codes(model(graph))).toEqual(['onnx-too-deep']);
  });

  it('with findings that can be stored, however many and long the foreign operators', async () => {
    const strangers = Array.from({ length: 500 }, (_, i) =>
      message(bytesField(4, `Run${i}`), bytesField(7, 'x'.repeat(5000))),
    );
    const { findings } = await scanBytes(model(graphOf(...strangers)), 'model.onnx');

    expect(findings).toHaveLength(201);
    for (const finding of findings) expect(ScanFinding.parse(finding)).toEqual(finding);
  });
});

describe('any bytes', () => {
  it('are read or refused, never thrown at', async () => {
    const honest = Buffer.from(await exampleGraph('co2-outlook'));
    const damaged = fc.tuple(fc.nat(2000), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(honest);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, random), async (bytes) => {
        for (const finding of (await scanBytes(bytes, 'model.onnx')).findings) ScanFinding.parse(finding);
      }),
      { numRuns: 150 },
    );
  });
});
