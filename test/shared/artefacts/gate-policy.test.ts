import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { layoutFindings } from '../../../shared/artefacts/layout.ts';
import { type ScanRules, scanArtefact } from '../../../shared/artefacts/scan-artefact.ts';
import { ScanReport } from '../../../shared/artefacts/schema.ts';
import { tarGz } from '../../support/archives.ts';
import { corpus } from '../../support/corpus.ts';

const bytesOf = (name: string): Buffer => corpus().find(({ path }) => path === name)?.bytes ?? Buffer.alloc(0);
const forest = bytesOf('joblib/forest.joblib');
const PYTHON = 'import os\nprint("hello")\n';
const sha = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const scan = async (files: Readonly<Record<string, string | Buffer>>, rules: ScanRules = {}): Promise<ScanReport> => {
  const archive = tarGz(Object.entries(files).map(([name, content]) => ({ name, content })));
  return ScanReport.parse(
    await scanArtefact(
      (async function* () {
        yield archive;
      })(),
      'model.tar.gz',
      rules,
    ),
  );
};
const codes = ({ findings }: ScanReport): readonly string[] => findings.map(({ code }) => code);
const approving = (digest: string, over: object = {}) => ({
  code: [{ digest, reason: 'Read line by line', owner: 'ada@example.com', ...over }],
});

const WITH_CODE = {
  'model.joblib': forest,
  'code/inference.py': PYTHON,
  'code/lib/words.txt': 'some words',
  'code/requirements.txt': 'numpy\n',
};
/** What `find code -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum` prints for it. */
const DIGEST = sha(
  [
    `${sha(PYTHON)}  code/inference.py\n`,
    `${sha('some words')}  code/lib/words.txt\n`,
    `${sha('numpy\n')}  code/requirements.txt\n`,
  ]
    .sort()
    .join(''),
);

describe('a code folder', () => {
  it('is refused with its digest, and each file of it, when nobody approved it (S-23)', async () => {
    const report = await scan(WITH_CODE);

    expect(report).toMatchObject({ verdict: 'refuse', code: { digest: DIGEST, files: 3, approved: false } });
    expect(codes(report)).toEqual(expect.arrayContaining(['code-tree', 'member-code']));
    expect(report.findings.find(({ code }) => code === 'code-tree')?.message).toContain(DIGEST);
  });

  it('comes in when its very digest is approved, and the report says by whom', async () => {
    const report = await scan(WITH_CODE, approving(DIGEST));

    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'accept',
      format: 'pickle in tar.gz',
      code: { digest: DIGEST, approved: true, reason: 'Read line by line', owner: 'ada@example.com' },
    });
    expect(layoutFindings('sklearn', report)).toEqual([]);
  });

  it('has the same digest in whatever order its files are packed', async () => {
    const reversed = Object.fromEntries(Object.entries(WITH_CODE).reverse());

    expect((await scan(reversed)).code?.digest).toBe(DIGEST);
  });

  it.each([
    ['a changed file', { ...WITH_CODE, 'code/inference.py': `${PYTHON}#` }],
    ['a file more', { ...WITH_CODE, 'code/more.py': '' }],
    ['a file under another name', { 'model.joblib': forest, 'code/other.py': PYTHON }],
    ['code outside of the folder', { ...WITH_CODE, 'inference.py': PYTHON }],
    ['code in a folder of almost its name', { ...WITH_CODE, 'Code/inference.py': PYTHON }],
  ])('is refused with %s', async (_name, files) => {
    expect((await scan(files, approving(DIGEST))).verdict).toBe('refuse');
  });

  it('that is approved still may not link or lead anywhere', async () => {
    const archive = tarGz([
      { name: 'model.joblib', content: forest },
      { name: 'code/inference.py', content: PYTHON },
      { name: 'code/link', flag: '2' },
    ]);
    const digest = sha(`${sha(PYTHON)}  code/inference.py\n`);
    const report = await scanArtefact(
      (async function* () {
        yield archive;
      })(),
      'model.tar.gz',
      approving(digest),
    );

    expect(report.verdict).toBe('refuse');
    expect(codes(report)).toContain('tar-member-type');
  });

  it('counts until the end of the day its approval ends', async () => {
    const ending = approving(DIGEST, { expires: '2026-11-23' });

    expect((await scan(WITH_CODE, { ...ending, on: '2026-11-23' })).verdict).toBe('accept');
    const late = await scan(WITH_CODE, { ...ending, on: '2026-11-24' });
    expect(late.findings.find(({ code }) => code === 'code-tree')?.message).toContain('until 2026-11-23');
  });

  it('covers no model beside it', async () => {
    const report = await scan({ ...WITH_CODE, 'model.joblib': bytesOf('pickle/memo-strings.pkl') }, approving(DIGEST));

    expect(codes(report)).toContain('pickle-global');
  });
});

describe('formats that a house takes', () => {
  it('leave all others out, wherever they lie', async () => {
    const report = await scan({ 'model.joblib': forest, 'config.json': '{}' }, { formats: ['pickle'] });

    expect(report.findings).toEqual([
      expect.objectContaining({
        code: 'format-not-accepted',
        member: 'config.json',
        advice: 'send the model as pickle',
      }),
    ]);
  });

  it('are asked of a file that is no archive, too', async () => {
    const onePickle = await scanArtefact(
      (async function* () {
        yield forest;
      })(),
      'model.joblib',
      { formats: ['onnx', 'safetensors'] },
    );

    expect(codes(onePickle)).toEqual(['format-not-accepted']);
  });

  it('let the parts of a model pass with the model', async () => {
    const torch = corpus().find(({ path, expect: wanted }) => path.startsWith('torch/') && wanted === 'accept');
    const report = await scan({ 'model.pt': torch?.bytes ?? '' }, { formats: ['torch zip'] });

    expect(report.findings).toEqual([]);
  });
});

describe('the report', () => {
  it('names the policy, and each reviewed name that was used', async () => {
    const pickle = Buffer.from('\x80\x02cour.models\nScore\n)\x81.', 'latin1');
    const entry = { module: 'our.models', name: 'Score', reason: 'it only holds numbers', owner: 'ada@example.com' };
    const policy = { version: 7, sha256: sha('policy') };
    const report = await scan({ 'model.pkl': pickle }, { policy, reviewed: [{ ...entry, roles: ['new'] }] });

    expect(report).toMatchObject({ verdict: 'accept', policy, reviewed: [{ ...entry, role: 'new' }] });
  });

  it('refuses more bytes than the house takes', async () => {
    expect(codes(await scan({ 'model.joblib': forest }, { limits: { inputBytes: 100 } }))).toEqual([
      'limit-input-bytes',
    ]);
  });
});
