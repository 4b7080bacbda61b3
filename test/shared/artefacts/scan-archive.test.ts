import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutFindings } from '../../../shared/artefacts/layout.ts';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import { defaultLimits, ScanReport } from '../../../shared/artefacts/schema.ts';
import { type Entry, tar, tarGz } from '../../support/archives.ts';
import { exampleFile, exampleGraph } from '../../support/examples.ts';

/** The gate's verdict on an archive that is said to hold an ONNX model. */
const scan = async (archive: Buffer, limits = defaultLimits, chunk = 1000): Promise<ScanReport> => {
  const parts = Array.from({ length: Math.ceil(archive.length / chunk) }, (_, i) =>
    archive.subarray(i * chunk, (i + 1) * chunk),
  );
  const report = await scanArtefact(Readable.from(parts), 'model.tar.gz', { limits });
  const findings = [...report.findings, ...layoutFindings('onnx', report)];
  return ScanReport.parse({ ...report, findings, verdict: findings.length > 0 ? 'refuse' : 'accept' });
};
const codes = async (...given: Parameters<typeof scan>) => (await scan(...given)).findings.map(({ code }) => code);
const graph = Buffer.from(await exampleGraph('co2-outlook'));
const honest: Entry = { name: 'model.onnx', content: graph };

const spoiltChecksum = (): Buffer => {
  const archive = tar([honest]);
  archive.writeUInt8(archive.readUInt8(148) ^ 1, 148);
  return gzipSync(archive);
};

describe('an archive of a model', () => {
  it.each(['care-demand', 'care-demand-2', 'co2-outlook'])('of examples/%s is accepted', async (example) => {
    const report = await scan(await exampleFile(example, 'model.tar.gz'));

    expect(report).toMatchObject({ verdict: 'accept', findings: [], members: [{ name: 'model.onnx' }] });
  });

  it.each([
    ['under ./', [{ ...honest, name: './model.onnx' }]],
    [
      'with its folder',
      [
        { name: './', flag: '5' },
        { ...honest, name: './model.onnx' },
      ],
    ],
  ])('is accepted %s', async (_name, entries) => {
    expect((await scan(tarGz(entries))).verdict).toBe('accept');
  });

  it('has the same report in whatever pieces it arrives (S-05)', async () => {
    const archive = tarGz([honest]);

    expect(await scan(archive, defaultLimits, 1)).toEqual(await scan(archive, defaultLimits, archive.length));
  });
});

describe('an archive is refused', () => {
  const end = Buffer.alloc(1024);
  const refusals: Readonly<Record<string, readonly [Entry[], Buffer?]>> = {
    'that is empty': [[]],
    'with a second model': [[honest, { ...honest, name: 'other.onnx' }]],
    'with the same model under two spellings': [[honest, { ...honest, name: './model.onnx' }]],
    'with the same name twice': [[honest, honest]],
    'with code': [[honest, { name: 'code/inference.py', content: 'import os' }]],
    'with the model in a folder': [[{ ...honest, name: 'deep/model.onnx' }]],
    'with a name that leads out': [[{ ...honest, name: '../model.onnx' }]],
    'with an absolute name': [[{ ...honest, name: '/model.onnx' }]],
    'with a name that leads out through the prefix': [[{ ...honest, prefix: '../..' }]],
    'with a name in another script': [[{ ...honest, name: 'm\u043edel.onnx' }]],
    'with a symbolic link': [[honest, { name: 'link', flag: '2' }]],
    'with a hard link': [[honest, { name: 'link', flag: '1' }]],
    'with a device': [[honest, { name: 'null', flag: '3' }]],
    'with a header that renames the next member to lead out': [
      [{ name: 'pax', flag: 'x', content: '24 path=../../evil.onnx\n' }, honest],
    ],
    'with a long name of GNU that leads out': [
      [{ name: '././@LongLink', flag: 'L', content: '../../model.onnx\0' }, honest],
    ],
    'with a sparse file': [[{ ...honest, flag: 'S' }]],
    'with a folder that has content': [
      [{ name: 'folder/', flag: '5', content: tar([{ name: 'evil.sh', content: 'x' }]) }, honest],
    ],
    'with a file that is named like a folder': [[{ name: 'folder/', flag: '\0', content: 'x' }, honest]],
    'with a size in base 256': [[{ ...honest, spoil: (header) => header.writeUInt8(0x80, 124) }]],
    'with a negative size': [[{ ...honest, spoil: (header) => header.write('-0000000001', 124) }]],
    'with another magic': [[{ ...honest, spoil: (header) => header.write('xstar', 257) }]],
    'with less than it says': [[{ ...honest, size: graph.length + 5000 }], Buffer.alloc(0)],
    'with a size that would fill the disk': [[{ ...honest, size: 2 ** 32 }]],
    'without an end': [[honest], Buffer.alloc(0)],
    'that breaks off in a header': [[honest], Buffer.alloc(100, 1)],
    'with a second archive behind its end': [[honest], Buffer.concat([end, tar([{ name: 'evil.sh', content: 'x' }])])],
    'whose model is none': [[{ name: 'model.onnx', content: 'hello' }]],
    'whose model is empty': [[{ name: 'model.onnx' }]],
  };

  it.each(Object.entries(refusals))('%s', async (_name, [entries, ending]) => {
    const report = await scan(tarGz(entries, ending));

    expect(report.verdict).toBe('refuse');
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it.each([
    ['that is no gzip', Buffer.from('plain text'.repeat(100))],
    ['with a wrong checksum', spoiltChecksum()],
    ['that is nothing', Buffer.alloc(0)],
    ['whose gzip breaks off', tarGz([honest]).subarray(0, -20)],
    ['with bytes behind the gzip stream', Buffer.concat([tarGz([honest]), Buffer.from('behind')])],
    [
      'with a second gzip stream behind the first',
      Buffer.concat([tarGz([honest]), gzipSync(tar([{ name: 'evil.sh', content: 'x' }]))]),
    ],
  ])('%s', async (_name, archive) => {
    expect((await scan(archive)).verdict).toBe('refuse');
  });

  it('that expands like a bomb, long before its end', async () => {
    const bomb = gzipSync(Buffer.concat([tar([honest], Buffer.alloc(0)), Buffer.alloc(24 * 2 ** 20)]));

    expect((await codes(bomb, defaultLimits, 64 * 1024)).join()).toMatch(/bomb|expan|trailing/);
  });

  it.each([
    ['members', { ...defaultLimits, members: 1 }],
    ['expanded bytes', { ...defaultLimits, expandedBytes: 1000 }],
  ])('above the limit of %s', async (_name, limits) => {
    const archive = tarGz([honest, { name: 'second.onnx', content: graph }]);

    expect((await scan(archive, limits)).verdict).toBe('refuse');
  });
});

describe('an honest archive with one byte changed', () => {
  it('gets a verdict, never an error, wherever the byte is', async () => {
    const whole = tarGz([honest]);
    const plain = tar([honest]);
    const flipped = (bytes: Buffer, at: number, bit: number) => {
      const changed = Buffer.from(bytes);
      changed[at % bytes.length] = (changed[at % bytes.length] as number) ^ (1 << bit);
      return changed;
    };
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(), fc.nat(7), async (inside, at, bit) => {
        const archive = inside ? gzipSync(flipped(plain, at % 2048, bit), { level: 1 }) : flipped(whole, at, bit);
        expect(['accept', 'refuse']).toContain((await scan(archive)).verdict);
      }),
      { numRuns: 80 },
    );
  });
});
