import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sayFindings } from '../../../infra/cli/findings.ts';
import { endsRelease, follow, lastSequence } from '../../../infra/cli/follow.ts';
import { extend, genesis } from '../../../shared/audit/chain.ts';
import type { AuditRecord } from '../../../shared/audit/schema.ts';
import type { State } from '../../../shared/registry/schema.ts';
import { aDraft, aModelVersion } from '../../support/builders.ts';

const id = { team: 'lending', model: 'credit-risk', version: '1.4.0' };
const draft = (state: State, version = '1.4.0', n = 0) => aDraft(aModelVersion({ state, version, revision: n }));
const records = extend(genesis('lending#credit-risk'), [
  draft('received', '1.3.0'),
  draft('received'),
  draft('validated', '1.4.0', 1),
  draft('refused', '1.3.0', 1),
  draft('live', '1.4.0', 2),
  draft('superseded', '1.4.0', 3),
]);
const trail = { chain: async () => records };

describe('following a version', () => {
  it('tells its own records, once each, until the one that ends it', async () => {
    const told: string[] = [];
    const last = await follow({
      trail,
      id,
      after: 0,
      onRecord: ({ type }) => told.push(type),
      until: endsRelease,
      timeoutMs: 5000,
    });

    expect(told).toEqual(['model.received', 'model.validated', 'model.live']);
    expect(last?.type).toBe('model.live');
  });

  it('tells nothing that was there before', async () => {
    const told: number[] = [];
    await follow({ trail, id, after: 3, onRecord: ({ seq }) => told.push(seq), until: endsRelease, timeoutMs: 5000 });

    expect(told).toEqual([5]);
  });

  it('gives up when the time is over', async () => {
    const last = await follow({
      trail: { chain: async () => [] },
      id,
      after: 0,
      onRecord: () => {},
      until: endsRelease,
      timeoutMs: 1,
    });

    expect(last).toBeUndefined();
  });

  it('gives up early when nothing at all comes, but not once something came', async () => {
    const hurried = { id, after: 0, onRecord: () => {}, until: endsRelease, timeoutMs: 5000, firstWithinMs: 1 };

    expect(await follow({ ...hurried, trail: { chain: async () => [] } })).toBeUndefined();
    expect((await follow({ ...hurried, firstWithinMs: 1000, trail }))?.type).toBe('model.live');
  });

  it('knows the newest record of a chain', async () => {
    expect(await lastSequence(trail, id)).toBe(6);
    expect(await lastSequence({ chain: async () => [] }, id)).toBe(0);
  });

  it('goes on after a step on the way, and ends where nothing more will come by itself', () => {
    const ends = (type: string) => endsRelease({ type } as AuditRecord);

    expect(
      [
        'model.received',
        'model.validated',
        'model.staged',
        'model.evaluated',
        'model.approved',
        'model.deploying',
      ].some(ends),
    ).toBe(false);
    expect(
      [
        'submission.refused',
        'model.refused',
        'model.declined',
        'model.live',
        'model.failed',
        'model.deploy-failed',
      ].every(ends),
    ).toBe(true);
  });
});

describe('telling findings', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it('says where, what, and what would be right', () => {
    sayFindings([
      { path: 'risk', code: 'invalid', message: '"huge" is not accepted', expected: 'one of: low, medium, high' },
    ]);

    expect(lines.join('')).toMatch(/risk.*"huge" is not accepted[\s\S]*right would be: one of: low, medium, high/);
  });

  it('lets no text of a file steer the terminal', () => {
    sayFindings([{ path: '\u001b[2Jx', code: 'c', message: '\u001b]0;owned\u0007', expected: '\u009b31m' }]);

    const [start, bell, csi] = ['\u001b', '\u0007', '\u009b'];
    const text = lines.join('').replaceAll(`${start}[`, '');
    for (const control of [`${start}]`, bell, csi]) expect(text).not.toContain(control);
    expect(lines.join('')).not.toContain(`${start}[2J`);
  });
});
