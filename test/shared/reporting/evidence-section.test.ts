import { describe, expect, it } from 'vitest';
import { evidenceFacts, evidenceSection } from '../../../shared/reporting/evidence-section.ts';
import { factList, page, tag, time } from '../../../shared/reporting/page.ts';
import { barAgainstGate, plainBar } from '../../../shared/reporting/svg.ts';
import { anEvidence } from '../../support/evidence.ts';

describe('the evidence of a version', () => {
  const evidence = anEvidence();

  it('shows each gate with measured value, limit and live version, and what to look at', () => {
    const { markup } = evidenceSection(evidence);

    expect(markup).toMatch(/aria-label="AUC 0\.8\d\d, between 0\.\d+ and 0\.\d+, gate 0\.780, live version 0\.\d+"/);
    expect(markup).toMatch(/aria-label="Slowest 1 % of answers 41 ms, gate 120 ms, live version 38 ms"/);
    expect(markup).toMatch(
      /<b class="watch">look:<\/b> Positive decisions are \d\.\d points rarer where \w+ is “under 25”/,
    );
    expect(markup).toContain('The team claims AUC of 0.830');
    expect(markup).toContain('postcode_area');
    expect(markup).not.toMatch(/NaN|undefined|style="/);
  });

  it('says so when there is no live version and nothing sensitive', () => {
    const first = anEvidence({
      champion: undefined,
      fairness: [],
      importance: [],
      gates: evidence.gates.filter(({ kind }) => kind === 'gate'),
    });
    const { markup } = evidenceSection(first);

    expect(markup).toContain('Nothing is live yet');
    expect(markup).not.toContain('What it relies on');
    expect(evidenceFacts(first).find(([label]) => label === 'Replaces')?.[1]).toBe('nothing, it is the first');
  });

  it('shows a gate that could not be measured', () => {
    const unmeasured = {
      kind: 'gate',
      gate: 'auc',
      label: 'AUC',
      unit: 'none',
      limit: 0.7,
      side: 'at-least',
      status: 'fails',
      sentence: 'AUC could not be measured.',
    } as const;

    expect(evidenceSection(anEvidence({ gates: [unmeasured] })).markup).toContain(
      '<b class="bad">fails:</b> AUC could not be measured.',
    );
  });

  it('escapes findings, which carry names from the upload', () => {
    const scan = {
      sentence: 'One thing was found.',
      findings: [{ path: '<b>.pkl', code: 'x', message: 'calls os.system' }],
    };

    expect(evidenceSection(anEvidence({ scan })).markup).toContain('<code>&#60;b&#62;.pkl</code> calls os.system');
  });

  it('gives costs and times in their units', () => {
    const facts = Object.fromEntries(evidenceFacts(evidence));

    expect(facts['Costs a month']).toBe('$171, now $168');
    expect(facts['Answers in']).toBe('12 ms, 99 of 100 in 41 ms');
  });
});

describe('the page frame', () => {
  it('escapes its title and keeps its body', () => {
    const markup = page({
      title: 'a < b',
      heading: 'h',
      lead: 'l',
      kicker: tag('good', 'passes'),
      body: factList([['Live since', time('2026-03-02T09:14:00Z')]]),
    });

    expect(markup).toContain('<title>a &#60; b</title>');
    expect(markup).toContain('<time datetime="2026-03-02T09:14:00Z">2 Mar 2026, 09:14 UTC</time>');
    expect(markup).toContain('color-scheme: light dark');
  });
});

describe('drawings', () => {
  it('keep marks inside, whatever the value', () => {
    for (const now of [-5, 0, 0.5, 1, 99]) {
      const x = Number(
        /class="now" x="([\d.-]+)"/.exec(
          barAgainstGate({ label: 'm', from: 0, to: 1, now, gate: 2, was: -1 }).markup,
        )?.[1],
      );
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(254);
    }
  });

  it('hold nothing at all', () => {
    expect(plainBar('p', 0, 0).markup).not.toMatch(/NaN|Infinity/);
  });
});
