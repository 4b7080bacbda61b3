import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarGz } from '../../support/archives.ts';
import { corpus } from '../../support/corpus.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  readonly lines: readonly Record<string, unknown>[];
}

const slipway = (...words: string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['infra/bin/slipway.ts', 'scan', ...words], (error, out, said) => {
      const lines = words.includes('--json')
        ? out
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : [];
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, error: said, lines });
    });
  });

const bytesOf = (name: string): Buffer => corpus().find(({ path: one }) => one === name)?.bytes ?? Buffer.alloc(0);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'slipway-scan-'));
  await mkdir(path.join(folder, 'mixed', 'deep'), { recursive: true });
  await writeFile(path.join(folder, 'model.joblib'), bytesOf('joblib/forest.joblib'));
  await writeFile(path.join(folder, 'mixed', 'a.onnx'), bytesOf('onnx/logistic.onnx'));
  await writeFile(path.join(folder, 'mixed', 'deep', 'b.pkl'), bytesOf('pickle/memo-strings.pkl'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('slipway scan', () => {
  it('answers 0 when a file is accepted, with its digest on one line', async () => {
    const file = path.join(folder, 'model.joblib');

    expect(await slipway(file, '--json')).toMatchObject({
      code: 0,
      lines: [
        {
          path: file,
          verdict: 'accept',
          format: 'pickle',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          findings: [],
        },
      ],
    });
  });

  it('judges each file of a folder by itself and answers 1 when one is refused', async () => {
    const { code, lines } = await slipway(path.join(folder, 'mixed'), '--json');

    expect(code).toBe(1);
    expect(lines.map(({ verdict }) => verdict)).toEqual(['accept', 'refuse']);
    expect(lines[1]?.findings).toEqual(
      expect.arrayContaining([
        {
          code: 'pickle-global',
          message: expect.stringContaining('os.system'),
          member: null,
          offset: expect.any(Number),
        },
      ]),
    );
  });

  it('tells a person what to do instead', async () => {
    const { code, out } = await slipway(path.join(folder, 'mixed', 'deep', 'b.pkl'));

    expect(code).toBe(1);
    expect(out).toMatch(/refuse.*b\.pkl/);
    expect(out).toContain('save the model in a format without code');
  });

  it.each([[[]], [['/no/such/file']], [['a', 'b']]])('answers 2 to %j', async (words) => {
    expect((await slipway(...words)).code).toBe(2);
  });

  it('judges by a policy as the pipeline will: the same bytes, another verdict, and the policy in the line', async () => {
    const file = path.join(folder, 'model.joblib');
    const policy = path.join(folder, 'policy.yaml');
    const example = await readFile('examples/policy.yaml', 'utf8');
    await writeFile(policy, example.replace('formats: [onnx]', 'formats: [pickle]'));

    expect(await slipway(file, '--policy', policy, '--framework', 'sklearn', '--json')).toMatchObject({
      code: 0,
      lines: [{ verdict: 'accept', policy: { version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
    });
    expect(await slipway(file, '--policy', 'examples/policy.yaml', '--json')).toMatchObject({
      code: 1,
      lines: [{ verdict: 'refuse', findings: [expect.objectContaining({ code: 'format-not-accepted' })] }],
    });
  });

  it('prints the digest of a code folder, as sha256sum would make it', async () => {
    const archive = path.join(folder, 'model.tar.gz');
    await writeFile(archive, tarGz([{ name: 'code/run.py', content: 'x' }]));
    const line = `${createHash('sha256').update('x').digest('hex')}  code/run.py\n`;
    const { code, out } = await slipway(archive);

    expect(code).toBe(1);
    expect(out).toContain(createHash('sha256').update(line).digest('hex'));
  });

  it.each([
    [['--policy', 'nowhere.yaml'], 'cannot be read'],
    [['--policy', 'package.json'], 'no sound policy'],
    [['--framework', 'sklearn'], 'only counts with a policy'],
    [['--policy', 'examples/policy.yaml', '--framework', 'sklern'], 'no framework sklern'],
  ])('answers 2 to %j, in words', async (words, why) => {
    const { code, error } = await slipway(path.join(folder, 'model.joblib'), ...words);

    expect(code).toBe(2);
    expect(error).toContain(why);
  });
});
