import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../shared/registry/ports.ts';
import { fleetReport } from '../../../shared/reporting/fleet-report.ts';
import { later, NOW } from '../../support/approval.ts';
import { aHealth, aModelVersion, anExternalModel, aRefusedSubmission } from '../../support/builders.ts';

const HOUR = 3600;
const at = (hours: number) => later(hours * HOUR).toISOString();
const report = (over: Partial<Inventory>, hours = 0) =>
  fleetReport({ versions: [], health: [], refused: [], external: [], ...over }, later(hours * HOUR));
const live = aModelVersion({ state: 'live', receivedAt: at(-30), changedAt: at(-6) });
const debts = (over: Partial<Inventory>, hours = 0) => report(over, hours).debts.map(({ what }) => what);

describe('the fleet report', () => {
  it('of an empty registry says how to begin', () => {
    expect(report({})).toMatchObject({
      models: [],
      debts: [],
      refused: [],
      sentence: expect.stringContaining('slipway submit'),
    });
  });

  it('says what runs, since when, who answers for it and how long it took', () => {
    expect(report({ versions: [live], health: [aHealth()] }).models).toMatchObject([
      {
        name: 'lending/credit-risk',
        owner: 'ada@example.com',
        live: { version: '1.4.0', since: at(-6) },
        leadHours: 24,
        health: { verdict: 'stable' },
      },
    ]);
  });

  it('counts what a leader asks first, and how long half of the releases took', () => {
    const slow = aModelVersion({ model: 'churn', state: 'live', receivedAt: at(-50), changedAt: at(-2) });
    const waiting = aModelVersion({ version: '1.5.0', state: 'awaiting-approval', changedAt: at(-1) });

    expect(report({ versions: [live, slow, waiting], health: [aHealth({ alarm: true })] }).counts).toEqual({
      live: 2,
      alarms: 1,
      waiting: 1,
      debts: 1,
      leadHours: 24,
    });
    expect(report({}).counts).toEqual({ live: 0, alarms: 0, waiting: 0, debts: 0 });
  });

  it('lists models that run elsewhere among the others', () => {
    const elsewhere = anExternalModel({ team: 'benefits', model: 'triage', since: at(-3) });

    expect(report({ versions: [live], external: [elsewhere] }).models).toMatchObject([
      { name: 'benefits/triage', live: { version: elsewhere.version, since: at(-3) }, elsewhere: elsewhere.runsAt },
      { name: 'lending/credit-risk' },
    ]);
  });

  it('calls owners by name where names are known', () => {
    const fleet = fleetReport({ versions: [live], health: [], external: [], refused: [] }, NOW, () => 'Ada Obi');

    expect(fleet.models[0]).toMatchObject({ owner: 'ada@example.com', ownerName: 'Ada Obi' });
    expect(fleet.lines.join(' ')).toContain('Ada Obi answers for it.');
  });

  it('counts in a sentence', () => {
    const other = aModelVersion({ model: 'churn', state: 'live' });
    const waiting = aModelVersion({ version: '1.5.0', state: 'awaiting-approval' });

    expect(report({ versions: [live], health: [aHealth()] }).sentence).toBe('1 model is live. Nothing is overdue.');
    expect(report({ versions: [live, other, waiting], health: [aHealth({ verdict: 'drifted' })] }).sentence).toBe(
      '2 models are live; 1 model sees other traffic than it was released on; 1 version waits for a decision. Nothing is overdue.',
    );
  });

  it('shows the version that is on its way, and the reason of one that ended', () => {
    const reason = { code: 'gates-failed', text: 'It fails one gate.' };
    const refused = aModelVersion({ version: '1.5.0', state: 'refused', reason, changedAt: at(-1) });

    expect(report({ versions: [live, refused] }).models[0]?.next).toMatchObject({
      version: '1.5.0',
      state: 'refused',
      reason: 'It fails one gate.',
    });
  });

  it('leaves out what ended before the live version came, but never what still waits', () => {
    const old = (state: 'failed' | 'awaiting-approval') =>
      aModelVersion({ version: '1.3.0', state, changedAt: at(-20) });

    expect(report({ versions: [live, old('failed')] }).models[0]).not.toHaveProperty('next');
    expect(report({ versions: [live, old('awaiting-approval')] }).models[0]?.next?.version).toBe('1.3.0');
  });

  it('does not pass off the health of an earlier version as that of the live one', () => {
    expect(report({ versions: [live], health: [aHealth({ version: '1.3.0' })] }).models[0]).not.toHaveProperty(
      'health',
    );
  });

  it('lists who was turned away, newest first', () => {
    const refused = [
      aRefusedSubmission({ at: at(-5) }),
      aRefusedSubmission({ at: at(-1), fingerprint: 'f'.repeat(64) }),
    ];

    expect(report({ refused }).refused.map((one) => one.at)).toEqual([at(-1), at(-5)]);
  });

  it('is the same for the same registry and instant', () => {
    const inventory = { versions: [live], health: [aHealth()], refused: [aRefusedSubmission()] };

    expect(report(inventory)).toEqual(report(structuredClone(inventory)));
  });
});

describe('what is overdue', () => {
  it('is nothing while everything is fresh', () => {
    expect(debts({ versions: [live], health: [aHealth()] })).toEqual([]);
  });

  it('is a live version that was never checked, after a day', () => {
    expect(debts({ versions: [live] }, 17)).toEqual([]);
    expect(debts({ versions: [live] }, 19)).toEqual(['is live for more than a day and was never checked']);
  });

  it('is a check that did not come', () => {
    expect(debts({ versions: [live], health: [aHealth({ checkedAt: NOW.toISOString() })] }, 25)).toEqual([
      'was not checked for more than a day',
    ]);
  });

  it('is a drift alarm', () => {
    expect(debts({ versions: [live], health: [aHealth({ alarm: true })] })[0]).toContain('has drifted');
  });

  it('is a model whose answers became worse', () => {
    const quality = { verdict: 'worse' as const, sentence: 'AUC 0.70, was 0.80.', at: NOW.toISOString() };

    expect(debts({ versions: [live], health: [aHealth({ quality })] })[0]).toContain('answers worse than at release');
  });

  it('is a decision after two days', () => {
    const waiting = aModelVersion({ version: '1.5.0', state: 'awaiting-approval', changedAt: NOW.toISOString() });

    expect(debts({ versions: [waiting] }, 47)).toEqual([]);
    expect(debts({ versions: [waiting] }, 49)).toEqual(['version 1.5.0 waits for a decision for more than two days']);
  });

  it('is a version that a fault of the pipeline stopped, and it stands in the lines for a terminal', () => {
    const failed = report({ versions: [aModelVersion({ state: 'failed' })] });

    expect(failed.debts[0]?.what).toContain('stopped on a fault of the pipeline');
    expect(failed.lines.join('\n')).toContain('Needs somebody:');
  });
});
