import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeInPlace } from '../../../infra/cli/judge-submission.ts';
import { readPolicy } from '../../../infra/cli/read-policy.ts';
import { inspect } from '../../../infra/cli/submission.ts';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import type { Policy } from '../../../shared/policy/schema.ts';

let folder: string;
let policy: Policy;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'slipway-judge-'));
  const reading = readPolicy(await readFile('examples/policy.yaml', 'utf8'));
  if (reading.kind === 'refused') throw new TypeError('the example policy is sound');
  policy = reading.policy;
});
afterAll(() => rm(folder, { recursive: true }));

const judged = async (from: string, over: Partial<Policy> = {}) => {
  const inspection = await inspect(from);
  if (inspection.kind === 'refused') throw new TypeError(JSON.stringify(inspection.findings));
  const pinned = { policy: { ...policy, ...over }, sha256: sha256('policy') };
  return judgeInPlace(inspection.submission, pinned, new Date('2026-11-24T00:00:00Z'));
};

describe('a submission judged where it lies', () => {
  it.each(['care-demand', 'care-demand-2', 'co2-outlook'])(
    '%s has no findings, and says what was seen',
    async (name) => {
      const { findings, sentence } = await judged(`examples/${name}`);

      expect(findings).toEqual([]);
      expect(sentence).toMatch(
        /\d+ operators, all standard; \d+ inputs? as declared; [\d,]+ holdout and [\d,]+ baseline/,
      );
    },
  );

  it('has all findings at once: of the policy, the artefact, the contract and the data', async () => {
    const own = path.join(folder, 'own');
    await cp('examples/care-demand', own, { recursive: true });
    await appendFile(path.join(own, 'holdout.csv'), 'nonsense\n');
    const file = path.join(own, 'manifest.yaml');
    const manifest = (await readFile(file, 'utf8'))
      .replace(/(holdout\.csv, sha256: )\w+/, `$1${sha256(await readFile(path.join(own, 'holdout.csv'), 'utf8'))}`)
      .replace('team: benefits', 'team: strangers');
    await writeFile(file, manifest);
    const { findings } = await judged(own, { accepts: { ...policy.accepts, formats: ['gguf'] } });

    const codes = findings.map(({ code }) => code);
    expect(codes).toContain('unknown-team');
    expect(codes).toContain('format-not-accepted');
    expect(findings.some(({ path: where }) => where.includes('holdout.csv'))).toBe(true);
  });
});
