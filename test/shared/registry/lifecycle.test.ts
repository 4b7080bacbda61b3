import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordType } from '../../../shared/audit/schema.ts';
import { inFlight, isTerminal, move, transitions } from '../../../shared/registry/lifecycle.ts';
import { State } from '../../../shared/registry/schema.ts';
import { later, NOW } from '../../support/approval.ts';
import { aModelVersion, aServing } from '../../support/builders.ts';

const states = State.options;
const allowed = new Set([
  'received>validated',
  'received>refused',
  'received>withdrawn',
  'received>failed',
  'validated>staged',
  'validated>refused',
  'validated>withdrawn',
  'validated>failed',
  'staged>evaluated',
  'staged>refused',
  'staged>withdrawn',
  'staged>failed',
  'evaluated>awaiting-approval',
  'evaluated>withdrawn',
  'evaluated>failed',
  'awaiting-approval>approved',
  'awaiting-approval>declined',
  'awaiting-approval>expired',
  'awaiting-approval>withdrawn',
  'awaiting-approval>failed',
  'approved>deploying',
  'approved>withdrawn',
  'approved>failed',
  'deploying>live',
  'deploying>deploy-failed',
  'deploying>rolled-back',
  'live>superseded',
  'live>rolled-back',
  'live>retired',
  'superseded>live',
  'superseded>retired',
  'rolled-back>retired',
  'deploy-failed>retired',
  'failed>received',
  'refused>received',
]);
const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));
const aState = fc.constantFrom(...states);

describe('moving a model version', () => {
  it.each(pairs)('from %s to %s is as the table says', (from, to) => {
    const expected = from === to ? 'already' : allowed.has(`${from}>${to}`) ? 'moved' : 'refused';

    expect(move(aModelVersion({ state: from }), to, NOW).kind).toBe(expected);
  });

  it('raises the revision and notes the instant', () => {
    expect(move(aModelVersion({ state: 'deploying', revision: 4 }), 'live', later(60))).toMatchObject({
      kind: 'moved',
      from: 'deploying',
      next: { state: 'live', revision: 5, changedAt: later(60).toISOString() },
    });
  });

  it('leaves the version it was given as it was', () => {
    const version = aModelVersion();
    const before = structuredClone(version);

    move(version, 'validated', later(60), { evidence: { validation: 'a'.repeat(64) } });

    expect(version).toEqual(before);
  });

  it('adds evidence to what is there, and drops a reason that was about the state before', () => {
    const reason = { code: 'pipeline', text: 'broken' };
    const version = aModelVersion({ state: 'superseded', reason, evidence: { validation: 'a'.repeat(64) } });

    const moved = move(version, 'live', NOW, { evidence: { profile: 'b'.repeat(64) }, serving: aServing() });

    expect(moved.kind === 'moved' && moved.next).toMatchObject({
      evidence: { validation: 'a'.repeat(64), profile: 'b'.repeat(64) },
      serving: aServing(),
    });
    expect(moved.kind === 'moved' && moved.next.reason).toBeUndefined();
  });

  it('says why it may not', () => {
    expect(move(aModelVersion({ state: 'retired' }), 'live', NOW)).toEqual({
      kind: 'refused',
      reason: 'retired cannot become live',
    });
  });
});

describe('any sequence of moves', () => {
  const walk = (start: State, wishes: readonly State[]) => {
    let version = aModelVersion({ state: start });
    return [
      version,
      ...wishes.map((to, i) => {
        const moved = move(version, to, later(i));
        if (moved.kind !== 'refused') version = moved.next;
        return version;
      }),
    ];
  };

  it('never leaves a terminal state', () => {
    fc.assert(
      fc.property(aState, fc.array(aState, { maxLength: 30 }), (start, wishes) => {
        const visited = walk(start, wishes).map(({ state }) => state);
        const ended = visited.findIndex(isTerminal);
        if (ended >= 0) expect(new Set(visited.slice(ended)).size).toBe(1);
      }),
    );
  });

  it('raises the revision by one for each change of state, and not otherwise', () => {
    fc.assert(
      fc.property(aState, fc.array(aState, { maxLength: 30 }), (start, wishes) => {
        const visited = walk(start, wishes);
        for (const [i, version] of visited.slice(1).entries()) {
          const before = visited[i];
          expect(version.revision - (before?.revision ?? 0)).toBe(Number(version.state !== before?.state));
        }
      }),
    );
  });

  it('reaches live for the first time only through an approval', () => {
    fc.assert(
      fc.property(fc.array(aState, { maxLength: 40 }), (wishes) => {
        const visited = walk('received', wishes).map(({ state }) => state);
        const live = visited.indexOf('live');
        if (live >= 0) expect(visited.slice(0, live)).toEqual(expect.arrayContaining(['approved', 'deploying']));
      }),
    );
  });
});

describe('the lifecycle', () => {
  it('ends only where nothing leads on', () => {
    expect(states.filter(isTerminal)).toEqual(['retired', 'declined', 'expired', 'withdrawn']);
  });

  it('can reach every state from the first', () => {
    const reached = new Set<State>(['received']);
    for (const state of reached) for (const next of transitions[state]) reached.add(next);

    expect([...reached].sort()).toEqual([...states].sort());
  });

  it('lets everything that is under way end when the pipeline breaks', () => {
    for (const state of inFlight)
      expect(transitions[state]).toContain(state === 'deploying' ? 'deploy-failed' : 'failed');
  });

  it('has a type of record for each state, and no record of a state that does not exist (T-01)', () => {
    const ofModels = RecordType.options.filter((type) => type.startsWith('model.'));

    expect([...ofModels].sort()).toEqual(states.map((state) => `model.${state}`).sort());
  });
});
