import { statSync, writeFileSync } from 'node:fs';
import { windowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import { bestEngine } from '../../../shared/monitoring/engine/best-engine.ts';
import { columnViolations, constraintViolations } from '../../../shared/monitoring/model-monitor/violations.ts';
import type { DriftReport } from '../../../shared/monitoring/schema.ts';
import { driftPage } from '../../../shared/reporting/drift-page.ts';
import type { Command } from '../command.ts';
import { readDataFile } from '../data-file.ts';
import { type Baseline, comparable, readBaseline, readRows } from '../drift-baseline.ts';
import { driftFigures } from '../drift-figures.ts';
import { exactDistances, keptValues } from '../exact-distances.ts';
import { readManifestFile } from '../expected-columns.ts';
import { refused } from '../refused.ts';
import { sayDrift } from '../say-drift.ts';
import { Complaint, say } from '../terminal.ts';

/**
 * Compares a file of rows with a profile, by the engine that watches live models. Exit code 0: no drift, or too little to
 * tell; 1: drifted, or too much that cannot be read; 2: nothing could be compared.
 */
export const drift: Command = {
  usage: '--baseline profile.json FILE [--manifest FILE]',
  summary:
    'compare rows with a profile (exit code 1 when they drifted); --exact sorts all values, --html FILE writes the page, --violations FILE what Model Monitor would',
  async run([name], { baseline, exact, json, html, violations, manifest }) {
    if (!name || !baseline)
      throw new Complaint('Name the profile and the rows: slipway drift --baseline profile.json FILE');
    const [rows, known] = [readRows(name), readBaseline(baseline, manifest)];
    if (rows.kind === 'refused' || known.kind === 'refused')
      throw refused(
        'These files cannot be compared:',
        [rows, known].flatMap((one) => (one.kind === 'refused' ? one.findings : [])),
      );
    const { profile, absent, extra } = comparable(known.value.profile, rows.value);
    const missing = absent.map(({ column }) => column);
    const write = (report?: DriftReport) => {
      if (!violations) return;
      const found = [
        ...columnViolations(known.value.profile, missing, extra),
        ...(report ? constraintViolations(report) : []),
      ];
      writeFileSync(violations, JSON.stringify({ violations: found }, undefined, 2));
    };
    if (absent.length > 0) {
      write();
      throw refused(
        'These files cannot be compared:',
        absent.map(({ finding }) => finding),
      );
    }
    const kept = exact ? keptValues(profile) : [];
    const target = windowTarget(profile, bestEngine, kept);
    readDataFile(rows.value, target);
    const counts = target.counts();
    const at = statSync(name).mtime.toISOString();
    const distances = exact ? await exactDistances(profile, known.value.source, kept) : undefined;
    const limits = limitsOf(known.value, manifest);
    const report = judge(profile, counts, { from: at, to: at }, limits, { exact: distances });
    if (html) writeFileSync(html, driftPage(report));
    write(report);
    if (json) say(JSON.stringify(driftFigures(report)));
    else {
      sayDrift(report);
      if (html) say(`\nThe page is in ${html}.`);
    }
    return report.verdict === 'drifted' || report.verdict === 'unreadable' ? 1 : 0;
  },
};

/** Those that came with an imported baseline, and before them those that the manifest asks for. */
const limitsOf = ({ profile }: Baseline, manifest?: string) => ({
  ...profile.limits,
  ...(manifest && readManifestFile(manifest).monitoring.drift),
});
