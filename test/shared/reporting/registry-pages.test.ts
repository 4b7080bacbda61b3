import { describe, expect, it } from 'vitest';
import { extend, genesis } from '../../../shared/audit/chain.ts';
import { AuditRecord } from '../../../shared/audit/schema.ts';
import { Verdict } from '../../../shared/monitoring/schema.ts';
import { State } from '../../../shared/registry/schema.ts';
import { fleetPage } from '../../../shared/reporting/fleet-page.ts';
import { fleetReport } from '../../../shared/reporting/fleet-report.ts';
import { type ModelPage, modelPage } from '../../../shared/reporting/model-page.ts';
import { stateTag } from '../../../shared/reporting/state-words.ts';
import { verdictTag } from '../../../shared/reporting/verdict-line.ts';
import { NOW } from '../../support/approval.ts';
import { aDraft, aHealth, aModelVersion, anExternalModel, aRefusedSubmission } from '../../support/builders.ts';

const HOSTILE = `<script>alert('x')</script>"'\`&<img src=x onerror=alert(1)>`;
const reason = { code: 'gates-failed', text: HOSTILE };
const version = aModelVersion({ state: 'live', purpose: HOSTILE, owner: HOSTILE, reason });
const health = aHealth({ sentence: HOSTILE, alarm: true });
const refused = aRefusedSubmission({ findings: [{ path: HOSTILE, code: 'c', message: HOSTILE, expected: HOSTILE }] });
const records = extend(genesis('lending#credit-risk'), [aDraft(version, '', { reason })]).map((one) =>
  AuditRecord.parse(one),
);

const fleet = (corner?: string) =>
  fleetPage(
    fleetReport(
      {
        versions: [version, aModelVersion({ model: 'churn', purpose: HOSTILE })],
        health: [health],
        refused: [refused],
        external: [],
      },
      NOW,
    ),
    corner,
  );
const model = (over: Partial<ModelPage> = {}) =>
  modelPage({ name: 'lending/credit-risk', versions: [version], health, refused: [refused], records, ...over });

describe.each([
  ['the fleet page', () => fleet(HOSTILE)],
  ['the page of a model', () => model({ corner: HOSTILE })],
])('%s', (_name, page) => {
  it('shows hostile text as text', () => {
    expect(page()).toContain('&#60;script&#62;');
    expect(page()).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
  });

  it('is one whole document without a script or anything fetched', () => {
    expect(page()).toMatch(/^<!doctype html>/);
    expect(page()).toMatch(/<\/html>\s*$/);
    expect(page()).not.toMatch(/<(script|iframe|object|link|img)\b/);
    expect(page()).not.toMatch(/(src|href)="https?:/);
  });

  it('opens every list, table and row that it closes', () => {
    for (const tag of ['table', 'tr', 'td', 'ul', 'li', 'div', 'p', 'dl']) {
      const opened = page().match(new RegExp(`<${tag}[ >]`, 'g')) ?? [];
      expect(page().split(`</${tag}>`), tag).toHaveLength(opened.length + 1);
    }
  });
});

describe('the fleet page', () => {
  it('of an empty registry says how a model gets here, and has no table', () => {
    const page = fleetPage(fleetReport({ versions: [], health: [], refused: [], external: [] }, NOW));

    expect(page).toContain('How a model gets here');
    expect(page).not.toContain('<table>');
  });

  it('says who is signed in only when somebody is', () => {
    expect(fleet('signed in as Rosa')).toContain('signed in as Rosa');
    expect(fleet()).not.toContain('signed in');
  });

  it('draws the last windows of each model, with their counts in words', () => {
    const recent = (['stable', 'stable', 'watch', 'drifted'] as const).map((verdict) => ({
      at: NOW.toISOString(),
      verdict,
      calm: false,
    }));
    const page = fleetPage(
      fleetReport({ versions: [version], health: [aHealth({ recent })], external: [], refused: [] }, NOW),
    );

    expect(page).toContain('aria-label="The last 4 windows: 1 drifted, 1 watch, 2 stable"');
  });

  it.each([
    [4 * 60_000, '4 min'],
    [3 * 3_600_000, '3.0 h'],
    [72 * 3_600_000, '3.0 days'],
  ])('says how long releases take in the unit that people would use: %i ms', (took, said) => {
    const receivedAt = new Date(Date.parse(version.changedAt) - took).toISOString();
    const page = fleetPage(
      fleetReport(
        { versions: [aModelVersion({ ...version, receivedAt })], health: [], external: [], refused: [] },
        NOW,
      ),
    );

    expect(page.replace(/<[^>]*>/g, ' ')).toMatch(new RegExp(`Half go live within\\s+${said}`));
  });

  it('leads to each model and to its last report', () => {
    expect(fleet()).toContain('href="/models/lending/credit-risk"');
    expect(fleet()).toContain(`href="/${health.report}"`);
  });
});

describe('the page of a model', () => {
  it('says what a person decided, and quotes their reason', () => {
    const decisions = ['Sound evidence.', ''].map((text, i) => ({
      ...aDraft(version, String(i), { reason: { code: 'approve', text } }),
      type: 'approval.decided' as const,
    }));
    const page = model({
      records: extend(genesis('lending#credit-risk'), decisions).map((one) => AuditRecord.parse(one)),
    });

    expect(page).toContain('<td>approve: “Sound evidence.”</td>');
    expect(page).toContain('<td>approve</td>');
  });

  it('says which version is live, or that none is', () => {
    expect(model({ health: aHealth() })).toContain('Version 1.4.0 is live. Traffic looks as it did');
    const importance = { verdict: 'changed', sentence: 'Other reasons.', at: '2026-11-23T10:00:00.000Z' } as const;
    expect(model({ health: aHealth({ importance }) })).toMatch(
      />changed<\/span> By the same, until <time[^>]*>[^<]*<\/time>: Other reasons\./,
    );
    expect(modelPage({ name: 'lending/credit-risk', versions: [version], refused: [], records: [] })).toContain(
      'Its traffic was not checked yet.',
    );
    expect(model({ versions: [aModelVersion()] })).toContain('No version of it is live.');
  });

  it('of a model that runs elsewhere says where, and that it is only watched', () => {
    const external = anExternalModel();
    const page = modelPage({ name: 'benefits/triage', versions: [], refused: [], records: [], external });

    expect(page).toContain('Version 2.1.0 runs elsewhere: the data centre in Basel. Slipway only watches it.');
    expect(page).toContain('Watched since');
    expect(page).not.toContain('<h2>Versions</h2>');
  });

  it('of a model that was only ever turned away shows why, and no versions', () => {
    const page = modelPage({ name: 'lending/credit-risk', versions: [], refused: [aRefusedSubmission()], records: [] });

    expect(page).toContain('Version 1.5.0 was turned away at the door');
    expect(page).toContain('one of: low, medium, high');
    expect(page).not.toContain('<h2>Versions</h2>');
  });

  it('shows the newest records first, fifty of them', () => {
    const many = extend(
      genesis('lending#credit-risk'),
      Array.from({ length: 60 }, (_, n) =>
        aDraft(version, '', { eventId: String(n).padStart(64, '0'), reason: { code: '', text: `note ${n}.` } }),
      ),
    );
    const page = model({ records: many });

    expect(page.indexOf('note 59.')).toBeLessThan(page.indexOf('note 10.'));
    expect(page).not.toContain('note 9.');
  });
});

describe('tags', () => {
  it('always carry a word, for every state and every verdict', () => {
    for (const state of State.options) expect(stateTag(state).markup).toMatch(/>[a-z][a-z ]+<\/span>$/);
    for (const verdict of Verdict.options) expect(verdictTag(verdict).markup).toMatch(/class="tag \w+">[a-z ]+</);
  });
});
