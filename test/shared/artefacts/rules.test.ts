import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import { defaultLimits, type ScanLimits } from '../../../shared/artefacts/schema.ts';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { corpus, fileName, scanBytes } from '../../support/corpus.ts';

const cases = corpus();
const bytesOf = (name: string): Buffer => cases.find(({ path }) => path === name)?.bytes ?? Buffer.alloc(0);
const pieces = async function* (bytes: Buffer, sizes: readonly number[]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
};
const codes = async (bytes: Buffer, name = '') => (await scanBytes(bytes, name)).findings.map(({ code }) => code);

describe('a scan', () => {
  it('of the whole corpus needs no file, no process and no network (S-04)', () => {
    const out = execFileSync(
      process.execPath,
      ['--permission', `--allow-fs-read=${process.cwd()}`, '--no-warnings', 'test/support/confined-scan.ts'],
      { encoding: 'utf8' },
    );

    expect(JSON.parse(out)).toEqual({
      accept: cases.filter(({ expect: wanted }) => wanted === 'accept').length,
      refuse: cases.filter(({ expect: wanted }) => wanted === 'refuse').length,
      wrong: 0,
      reached: [],
      allowed: [],
    });
    expect(existsSync('PWNED')).toBe(false);
  });

  it('has the same report digest for the same bytes, in whatever pieces they arrive (S-05)', async () => {
    const small = cases.filter(({ bytes }) => bytes.length < 20_000);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: small.length - 1 }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }),
        fc.option(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))),
        async (i, sizes, flip) => {
          const { path, bytes } = small[i] as (typeof small)[number];
          const changed = Buffer.from(bytes);
          if (flip && changed.length > 0) changed[flip[0] % changed.length] = flip[1];
          const digest = async (stream: AsyncIterable<Buffer>) =>
            sha256(JSON.stringify(await scanArtefact(stream, fileName(path))));

          expect(await digest(pieces(changed, sizes))).toBe(await digest(pieces(changed, [changed.length || 1])));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('ends when its time is over, with the digest of the whole file (S-06)', async () => {
    let minutes = 0;
    const later = () => {
      minutes++;
      return new Date(minutes * 60_000);
    };
    const bytes = bytesOf('archive/joblib.tar.gz');
    const report = await scanArtefact(pieces(bytes, [50]), 'model.tar.gz', { clock: later });

    expect(report.findings.map(({ code }) => code)).toContain('limit-seconds');
    expect(report).toMatchObject({ verdict: 'refuse', sha256: (await scanBytes(bytes)).sha256, bytes: bytes.length });
  });

  it('has a code for each limit that is passed (S-06)', async () => {
    const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const passing: readonly (readonly [string, Partial<ScanLimits>])[] = [
      ['archive/joblib.tar.gz', { members: 1 }],
      ['archive/joblib.tar.gz', { expandedBytes: 1000 }],
      ['archive/joblib.tar.gz', { inputBytes: 100 }],
      ['archive/torch.tar.gz', { archiveLevels: 0 }],
      ['pickle/forest.pkl', { memoEntries: 20 }],
      ['pickle/forest.pkl', { symbolBytes: 1000 }],
      ['pickle/forest.pkl', { nesting: 3 }],
      ['pickle/forest.pkl', { opcodes: 100 }],
      ['xgboost/model.json', { jsonDepth: 3 }],
      ['xgboost/model.json', { elements: 10 }],
      ['pmml/regression.pmml', { xmlAttributes: 2 }],
      ['keras/weights.h5', { heldBytes: 1000 }],
      ['numpy/floats.npy', { headerBytes: 20 }],
      ['safetensors/model.safetensors', { tensorHeaderBytes: 20 }],
    ];
    for (const [name, limit] of passing) {
      const report = await scanArtefact(pieces(bytesOf(name), [4096]), fileName(name), { limits: limit });
      const [broken = ''] = Object.keys(limit);

      expect(report.findings.map(({ code }) => code)).toContain(`limit-${kebab(broken)}`);
    }
  });

  it('lists how much of each limit was used, with the limit (S-38)', async () => {
    const { limits } = await scanBytes(bytesOf('pickle/forest.pkl'), 'forest.pkl');
    const used = Object.fromEntries(limits.map((one) => [one.name, one]));

    for (const name of ['opcodes', 'memoEntries', 'symbolBytes', 'nesting'] as const)
      expect(used[name]).toMatchObject({ limit: defaultLimits[name], used: expect.any(Number) });
    expect(used.opcodes?.used).toBeGreaterThan(300);
  });
});

describe('what no scanner reads', () => {
  const starts: Readonly<Record<string, readonly [string, RegExp]>> = {
    bzip2: ['BZh91AY&SY', /bzip2/],
    xz: ['\xfd7zXZ\0\0', /xz/],
    lzma: ['\x5d\0\0\x80\0', /lzma/],
    lz4: ['\x04\x22\x4d\x18', /lz4/],
    zstandard: ['\x28\xb5\x2f\xfd', /zstandard/],
    '7z': ['7z\xbc\xaf\x27\x1c', /7z/],
    rar: ['Rar!\x1a\x07', /rar/],
    'R data': ['RDX3\nX\n', /R workspace/],
    'R object': ['X\n\0\0\0\x03', /R object/],
    'TensorFlow SavedModel': ['\x08\x01\x12\x10', /SavedModel/],
    CatBoost: ['CBM1\0\0', /CatBoost/],
    'old torch': ['\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.', /torch format before/],
    CSV: ['age,income\n1,2\n', /CSV table/],
    YAML: ['model: churn\nversion: 1\n', /YAML document/],
    Python: ['import os\nos.system("id")\n', /Python program/],
    'a script': ['#!/bin/sh\nid\n', /script/],
    'JSON lines': ['{"a":1}\n{"a":2}\n', /second document/],
  };

  it.each(Object.entries(starts))(
    '%s is refused by its name, with what to do instead (S-37)',
    async (_, [bytes, told]) => {
      const { verdict, findings } = await scanBytes(Buffer.from(bytes, 'latin1'));

      expect(verdict).toBe('refuse');
      expect(findings[0]?.message).toMatch(told);
    },
  );

  it.each(['dill._dill', 'cloudpickle.cloudpickle'])('%s is told to carry code', async (module) => {
    const { findings } = await scanBytes(Buffer.from(`\x80\x02c${module}\n_make\n.`, 'latin1'), 'model.pkl');

    expect(findings[0]).toMatchObject({
      code: 'pickle-global',
      message: expect.stringContaining('carries Python code'),
    });
    expect(findings[0]?.advice).toContain('joblib');
  });
});

describe('a pickle', () => {
  it.each([
    ['underflows its stack', '\x80\x04.', 'pickle-stack'],
    ['recalls what was never set', '\x80\x04h\x05.', 'pickle-memo'],
    ['takes from below a mark', '\x80\x04N(\x85.', 'pickle-stack'],
    ['has an unknown opcode', '\x80\x04\xfe.', 'pickle-opcode'],
    ['leaves values behind', '\x80\x04NN.', 'pickle-stack'],
    ['has a frame past its end', '\x80\x04\x95\xff\0\0\0\0\0\0\0N.', 'pickle-frame'],
    ['has a frame in a frame', `\x80\x04\x95\x0b\0\0\0\0\0\0\0\x95\x02\0\0\0\0\0\0\0N.`, 'pickle-frame'],
    ['goes on behind its end', '\x80\x04N.N.', 'trailing-bytes'],
    ['says its protocol twice', '\x80\x04\x80\x04N.', 'pickle-protocol'],
    ['names something by a dot', '\x80\x04\x8c\x07sklearn\x8c\x04os.x\x93.', 'pickle-global'],
  ])('that %s is refused (S-10 to S-15)', async (_, bytes, code) => {
    expect(await codes(Buffer.from(bytes, 'latin1'), 'model.pkl')).toContain(code);
  });

  it('with types in types in types is measured once each', async () => {
    const type = (fields: string) =>
      `cnumpy\ndtype\n(X\x02\0\0\0V8I0\nI1\ntR(K\x03X\x01\0\0\0|N${fields}K\x08K\x01K\x10tb`;
    const names = Array.from({ length: 16 }, (_, i) => `X\x01\0\0\0${String.fromCharCode(97 + i)}`);
    let inner = `${type('NN')}q\x00`;
    for (let depth = 0; depth < 14; depth++)
      inner += `0${type(`(${names.join('')}t}(${names.map((name) => `${name}h${String.fromCharCode(depth)}K\x00\x86`).join('')}u`)}q${String.fromCharCode(depth + 1)}`;
    const scalar = Buffer.from(
      `\x80\x02${inner}0cnumpy.core.multiarray\nscalar\n(h${String.fromCharCode(14)}U\x0812345678tR.`,
      'latin1',
    );

    expect(['accept', 'refuse']).toContain((await scanBytes(scalar, 'model.pkl')).verdict);
  });
});
