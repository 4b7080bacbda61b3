import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../../infra/cli/read-policy.ts';

const example = readFileSync(path.join(import.meta.dirname, '../../../examples/policy.yaml'), 'utf8');
const problems = (text: string) => {
  const reading = readPolicy(text);
  return reading.kind === 'refused' ? reading.findings.map(({ path: at, expected }) => `${at}: ${expected}`) : [];
};

describe('reading a policy', () => {
  it('takes the example', () => {
    expect(readPolicy(example)).toMatchObject({ kind: 'readable', policy: { version: 1 } });
  });

  it('tells everything that is wrong at once, each with what would be right', () => {
    const text = example
      .replace('version: 1', 'version: 0')
      .replace('groups:', 'gruops:')
      .replace('onDrift: alert', 'onDrift: pray');

    expect(problems(text)).toEqual([
      'version: more than 0',
      'groups: a record',
      'tiers.medium.onDrift: one of: alert, retrain, rollback',
      'gruops: remove it, or correct its name',
    ]);
  });

  it('tells where the rules of watching contradict themselves, and what stands there', () => {
    const reading = readPolicy(
      example
        .replace('psi: { least: 0.05,', 'psi: { least: 0.2,')
        .replace('onDrift: rollback', 'drift: { windowsToAlarm: 9 }'),
    );

    expect(reading.kind === 'refused' && reading.findings).toMatchObject([
      {
        path: 'tiers.medium.driftBounds.psi',
        message: '{"least":0.2,"most":0.25} is not accepted',
        expected: "bounds that hold the tier's own psi, 0.1",
      },
      { path: 'tiers.high.drift.windowsToAlarm', message: '9 is not accepted' },
    ]);
  });

  it('tells of people it does not know also when other things are wrong', () => {
    const text = example.replace('model-risk: [rosa]', 'model-risk: [rose]').replace('quorum: 2', 'quorum: 9');

    expect(problems(text)).toEqual([
      'tiers.high.approval.quorum: at most 5',
      'groups.model-risk: rose is not among the people of this policy',
    ]);
  });

  it.each(['a: b: c', '- [', '', 'just words'])('answers %j in words', (text) => {
    expect(problems(text).length).toBeGreaterThan(0);
  });
});
