import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { storable } from '../../../shared/registry/findings.ts';
import { Finding, State } from '../../../shared/registry/schema.ts';
import { claimVersion, judgeSubmission } from '../../../shared/registry/submission.ts';
import { aPolicy } from '../../support/approval.ts';
import { aManifest, aModelVersion } from '../../support/builders.ts';

const present = [
  { path: 'manifest.yaml', bytes: 900 },
  { path: 'model.tar.gz', bytes: 4000 },
  { path: 'holdout.csv', bytes: 2000 },
  { path: 'baseline.csv', bytes: 2000 },
];
const codes = (...given: Parameters<typeof judgeSubmission>) =>
  judgeSubmission(...given).map(({ path, code }) => `${path} ${code}`);

describe('judging a submission', () => {
  it('has nothing against a sound one', () => {
    expect(judgeSubmission(aManifest(), aPolicy(), present)).toEqual([]);
  });

  it('takes drift limits of its own inside the bounds of the tier, and says what would be right outside', () => {
    const asked = (psi: number) => aManifest({ monitoring: { schedule: 'rate(1 hour)', drift: { psi } } });
    const { tiers, ...policy } = aPolicy();
    const open = { ...tiers[asked(0.2).risk], driftBounds: { psi: { least: 0.05, most: 0.25 } } };
    const opened = { ...policy, tiers: { ...tiers, [asked(0.2).risk]: open } };

    expect(judgeSubmission(asked(0.2), opened, present)).toEqual([]);
    expect(judgeSubmission(asked(0.3), opened, present)).toMatchObject([
      { path: 'monitoring.drift.psi', code: 'outside-bounds', expected: '0.05 to 0.25' },
    ]);
    expect(judgeSubmission(asked(0.2), aPolicy(), present)).toMatchObject([
      { path: 'monitoring.drift.psi', expected: '0.1, the value of the tier, or nothing' },
    ]);
  });

  it('finds everything the policy and the files have against it, at once', () => {
    const manifest = aManifest({
      team: 'strangers',
      framework: 'sas',
      serving: { ...aManifest().serving, image: 'r-server' },
    });
    const files = [
      { path: 'manifest.yaml', bytes: 900 },
      { path: 'model.tar.gz', bytes: 2e9 },
      { path: 'holdout.csv', bytes: 0 },
      { path: 'notes.txt', bytes: 12 },
    ];

    expect(codes(manifest, aPolicy(), files)).toEqual([
      'team unknown-team',
      'framework framework-not-accepted',
      'serving.image image-not-accepted',
      'files.baseline.path file-missing',
      'notes.txt unexpected-file',
      'holdout.csv empty-file',
      'files.model too-large',
    ]);
  });

  it.each(['constructor', 'valueof'])('does not take %s for a team because every object has such a name', (team) => {
    expect(codes(aManifest({ team }), aPolicy(), present)).toEqual(['team unknown-team']);
  });

  it('takes a model of exactly the largest size, and not a byte more (R-08)', () => {
    const sized = (bytes: number) => present.map((file) => (file.path === 'model.tar.gz' ? { ...file, bytes } : file));

    expect(codes(aManifest(), aPolicy(), sized(1e9))).toEqual([]);
    expect(codes(aManifest(), aPolicy(), sized(1e9 + 1))).toEqual(['files.model too-large']);
  });

  it('says what is accepted', () => {
    const [finding] = judgeSubmission(aManifest({ framework: 'sas' }), aPolicy(), present);

    expect(finding).toMatchObject({ message: 'sas is not accepted by policy version 12', expected: 'one of: onnx' });
  });
});

describe('claiming a version number', () => {
  const mine = sha256('manifest');
  const rules = { sha256: sha256('policy 1'), gate: 'gate 1' };
  const existing = (state: State, run = 'run-1', manifest = mine) =>
    aModelVersion({
      state,
      run,
      manifest: { key: 'k', sha256: manifest, bytes: 1 },
      policy: { version: 1, ...rules },
    });
  const claimed = (version: ReturnType<typeof existing> | undefined, run = 'run-1', inForce = rules) =>
    claimVersion(version, mine, run, inForce);

  it('is free when nobody has it', () => {
    expect(claimed(undefined)).toBe('new');
  });

  it.each(State.options)('with other bytes is refused, wherever the version stands: %s (R-04)', (state) => {
    expect(claimed(existing(state, 'run-1', sha256('other')))).toBe('taken');
  });

  it('by the same run is a repeated step', () => {
    expect(claimed(existing('received'))).toBe('mine');
  });

  it('with the same bytes is a duplicate, unless the pipeline failed on them', () => {
    expect(claimed(existing('live'), 'run-2')).toBe('duplicate');
    expect(claimed(existing('refused'), 'run-2')).toBe('duplicate');
    expect(claimed(existing('failed'), 'run-2')).toBe('again');
  });

  it.each([
    ['policy', { ...rules, sha256: sha256('policy 2') }],
    ['gate', { ...rules, gate: 'gate 2' }],
  ])(
    'with bytes that were refused is open again under another %s, and under no other circumstance',
    (_name, inForce) => {
      const again = State.options.filter((state) => claimed(existing(state), 'run-2', inForce) === 'again');

      expect(again).toEqual(['refused', 'failed']);
    },
  );
});

describe('findings to be stored', () => {
  it('fit the schema, however long they are', () => {
    const long = 'x'.repeat(5000);
    const [finding] = storable([{ path: long, code: long, message: long, expected: long }]);

    expect(Finding.parse(finding)).toEqual(finding);
  });

  it('stay as they are when they fit', () => {
    const finding = { path: 'risk', code: 'invalid', message: 'no', expected: 'low' };

    expect(storable([finding])).toEqual([finding]);
  });

  it('are never cut through the middle of a character', () => {
    const [finding] = storable([{ path: `${'x'.repeat(508)}\u{1F6A2}\u{1F6A2}`, code: 'c', message: 'm' }]);

    expect(finding?.path.isWellFormed()).toBe(true);
  });
});
