import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { windowTarget } from '../../shared/monitoring/bytes/row-target.ts';
import { judge } from '../../shared/monitoring/drift.ts';
import { bestEngine } from '../../shared/monitoring/engine/best-engine.ts';
import { columnViolations, constraintViolations } from '../../shared/monitoring/model-monitor/violations.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import { driftPage } from '../../shared/reporting/drift-page.ts';
import type { Options } from './command.ts';
import { countFile } from './counting/count-file.ts';
import type { Crew } from './counting/crew.ts';
import { type Baseline, comparable, readBaseline, readRows } from './drift-baseline.ts';
import { driftFigures } from './drift-figures.ts';
import { exactDistances, keptValues } from './exact-distances.ts';
import { readManifestFile } from './expected-columns.ts';
import { digestOf } from './file-digest.ts';
import { refused } from './refused.ts';
import { sayDrift } from './say-drift.ts';
import { say } from './terminal.ts';

/** Counts a file of rows against a profile, with a crew, and says how they compare. Answers the exit code. */
export const compareRows = async (
  name: string,
  { baseline, exact, json, html, violations, manifest }: Options & { readonly baseline: string },
  crew: Crew,
): Promise<number> => {
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
  const counts = await countFile(rows.value, profile, () => windowTarget(profile, bestEngine, kept), crew);
  const at = statSync(name).mtime.toISOString();
  const distances = exact ? await exactDistances(profile, known.value.source, kept) : undefined;
  const limits = limitsOf(known.value, manifest);
  const report = judge(profile, counts, { from: at, to: at }, limits, { exact: distances });
  if (html) writeFileSync(html, driftPage(report, { files: await comparedFiles(rows.value.path, baseline) }));
  write(report);
  if (json) say(JSON.stringify(driftFigures(report)));
  else {
    sayDrift(report);
    if (html) say(`\nThe page is in ${html}.`);
  }
  return report.verdict === 'drifted' || report.verdict === 'unreadable' ? 1 : 0;
};

/** Those that came with an imported baseline, and before them those that the manifest asks for. */
const limitsOf = ({ profile }: Baseline, manifest?: string) => ({
  ...profile.limits,
  ...(manifest && readManifestFile(manifest).monitoring.drift),
});

const comparedFiles = async (rows: string, baseline: string) => ({
  rows: { name: path.basename(rows), sha256: await digestOf(rows) },
  baseline: { name: path.basename(baseline), sha256: await digestOf(baseline) },
});
