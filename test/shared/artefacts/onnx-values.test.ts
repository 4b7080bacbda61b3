import { describe, expect, it } from 'vitest';
import { layoutFindings } from '../../../shared/artefacts/layout.ts';
import { tarGz } from '../../support/archives.ts';
import { scanBytes } from '../../support/corpus.ts';
import { bytesField, integerField, message } from '../../support/protobuf.ts';

type Entries = Readonly<Record<string, string>>;

const FLOAT = integerField(2, 1);
const external = (entries: Entries, ...more: Buffer[]): Buffer =>
  message(
    integerField(1, 4),
    FLOAT,
    bytesField(8, 'weights'),
    ...Object.entries(entries).map(([key, value]) => bytesField(13, message(bytesField(1, key), bytesField(2, value)))),
    integerField(14, 1),
    ...more,
  );
const graph = (...tensors: Buffer[]): Buffer =>
  message(integerField(1, 8), bytesField(7, message(...tensors.map((tensor) => bytesField(5, tensor)))));

const LOCATION = { location: 'model.onnx.data' };
const VALUES = Buffer.alloc(16, 7);
const archive = (model: Buffer, values: Buffer = VALUES, name = 'model.onnx.data') =>
  tarGz([
    { name: 'model.onnx', content: model },
    { name, content: values },
  ]);
const scan = (bytes: Buffer) => scanBytes(bytes, 'model.tar.gz');
const codes = async (bytes: Buffer) => (await scan(bytes)).findings.map(({ code }) => code);

describe('values beside a graph', () => {
  it.each<[string, Buffer]>([
    ['in the whole file', archive(graph(external(LOCATION)))],
    [
      'with numbers and a check sum',
      archive(graph(external({ ...LOCATION, offset: '0', length: '16', checksum: 'aa', basepath: '' }))),
    ],
    [
      'of two tensors',
      archive(
        graph(external({ ...LOCATION, offset: '16' }), external({ ...LOCATION, offset: '0' })),
        Buffer.alloc(32, 7),
      ),
    ],
    [
      'filled up with zeros to a page',
      archive(
        graph(external(LOCATION), external({ ...LOCATION, offset: '4096' })),
        Buffer.concat([VALUES, Buffer.alloc(4080), VALUES]),
      ),
    ],
    [
      'whose bytes look like a pickle',
      archive(graph(external(LOCATION)), Buffer.from('cos\nsystem\n(S"id"\ntR.'.slice(0, 16))),
    ],
    [
      'in a folder with their graph, and before it',
      tarGz([
        { name: 'deep/model.onnx_data', content: VALUES },
        { name: 'deep/model.onnx', content: graph(external({ location: 'model.onnx_data' })) },
      ]),
    ],
  ])('are accepted %s', async (_name, bytes) => {
    expect((await scan(bytes)).findings).toEqual([]);
    expect(await scanBytes(bytes, 'model.tar.gz', 7)).toEqual(await scan(bytes));
  });

  it.each<[string, Entries]>([
    ['without a location', {}],
    ['at an absolute path', { location: '/model.onnx.data' }],
    ['above their folder', { location: '../model.onnx.data' }],
    ['through a point', { location: './model.onnx.data' }],
    ['through a backslash', { location: 'x\\model.onnx.data' }],
    ['in a member that does not exist', { location: 'other.data' }],
    ['in the graph itself', { location: 'model.onnx' }],
    ['behind the end', { ...LOCATION, offset: '1' }],
    ['at a number that is not plain', { ...LOCATION, offset: '0x0' }],
    ['at a negative number', { ...LOCATION, offset: '-16' }],
    ['at a number beyond all measure', { ...LOCATION, offset: '18446744073709551616' }],
    ['of another length than the shape', { ...LOCATION, length: '8' }],
    ['from another base', { ...LOCATION, basepath: '/etc' }],
    ['with a key that ONNX does not know', { ...LOCATION, mode: 'w' }],
  ])('are refused %s', async (_name, entries) => {
    expect(await codes(archive(graph(external(entries))))).toContain('onnx-external-data');
  });

  it.each<[string, Buffer]>([
    ['that two tensors share', graph(external(LOCATION), external(LOCATION))],
    ['that the tensor also has inside', graph(external(LOCATION, bytesField(9, VALUES)))],
    ['that the tensor also lists', graph(external(LOCATION, bytesField(4, VALUES)))],
    ['whose place a second word moves', graph(external(LOCATION, integerField(14, 0)))],
    [
      'whose key occurs twice',
      graph(external(LOCATION, bytesField(13, message(bytesField(1, 'location'), bytesField(2, 'x.data'))))),
    ],
  ])('are refused %s', async (_name, model) => {
    expect(await codes(archive(model))).toContain('onnx-external-data');
  });

  it('are refused when bytes of them belong to no tensor', async () => {
    const two = graph(external(LOCATION), external({ ...LOCATION, offset: '4096' }));
    const gap = Buffer.concat([VALUES, Buffer.alloc(4080), VALUES]);
    gap[2000] = 1;

    expect(await codes(archive(graph(external(LOCATION)), Buffer.alloc(17, 7)))).toEqual(['unclaimed-bytes']);
    expect(await codes(archive(two, gap))).toEqual(['unclaimed-bytes']);
  });

  it('are refused when no graph uses them, or when they are a program', async () => {
    expect(await codes(archive(graph()))).toEqual(['unknown-format']);
    expect(await codes(archive(graph(external(LOCATION)), Buffer.from('\x7fELF0123456789ab', 'latin1')))).toContain(
      'unsupported-format',
    );
    expect(await codes(archive(graph(external({ location: 'code.py' })), VALUES, 'code.py'))).toContain('member-code');
  });

  it('are refused beside a graph that was sent alone, with advice', async () => {
    expect((await scanBytes(graph(external(LOCATION)), 'model.onnx')).findings).toMatchObject([
      { code: 'onnx-external-data', advice: 'save the model with all values inside' },
    ]);
  });

  it('are told to be more than the serving image reads', async () => {
    const report = await scan(archive(graph(external(LOCATION))));

    expect(layoutFindings('onnx', report)).toMatchObject([
      { code: 'unexpected-member', message: expect.stringContaining('reads a model from one file') },
    ]);
  });
});
