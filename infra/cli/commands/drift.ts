import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { windowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import { bestEngine } from '../../../shared/monitoring/engine/best-engine.ts';
import { columnViolations, constraintViolations } from '../../../shared/monitoring/model-monitor/violations.ts';
import type { DriftReport } from '../../../shared/monitoring/schema.ts';
import { driftPage } from '../../../shared/reporting/drift-page.ts';
import type { Command, Options } from '../command.ts';
import { type Counting, startCounting } from '../counting/count-file.ts';
import type { DataFile } from '../data-file.ts';
import { type Baseline, comparable, readBaseline, readRows } from '../drift-baseline.ts';
import { driftFigures } from '../drift-figures.ts';
import { exactDistances, keptValues } from '../exact-distances.ts';
import { readManifestFile } from '../expected-columns.ts';
import { digestOf } from '../file-digest.ts';
import { type FileReading, refused } from '../refused.ts';
import { sayDrift } from '../say-drift.ts';
import { Complaint, say } from '../terminal.ts';

/**
 * Compares a file of rows with a profile, by the engine that watches live models. Exit code 0: no drift, or too little to
 * tell; 1: drifted, or too much that cannot be read; 2: nothing could be compared.
 */
export const drift: Command = {
  usage: '--baseline profile.json FILE [--manifest FILE] [--threads N]',
  summary:
    'compare rows with a profile (exit code 1 when they drifted); --exact sorts all values, --html FILE writes the page, --violations FILE what Model Monitor would',
  async run([name], options) {
    const { baseline, exact, threads } = options;
    if (!name || !baseline)
      throw new Complaint('Name the profile and the rows: slipway drift --baseline profile.json FILE');
    if (exact && threads) throw new Complaint('--exact keeps all values, by one thread: leave --threads out.');
    const rows = readRows(name);
    // Threads start while the profile is read.
    const counting = rows.kind === 'read' ? startCounting(rows.value, exact ? '1' : threads) : undefined;
    try {
      return await compare(rows, counting, { ...options, baseline });
    } finally {
      await counting?.end();
    }
  },
};

const compare = async (
  rows: FileReading<DataFile>,
  counting: Counting | undefined,
  { baseline, exact, json, html, violations, manifest }: Options & { readonly baseline: string },
): Promise<number> => {
  const known = readBaseline(baseline, manifest);
  if (rows.kind === 'refused' || known.kind === 'refused' || !counting)
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
  const counts = await counting.count(profile, windowTarget(profile, bestEngine, kept));
  const at = statSync(rows.value.path).mtime.toISOString();
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
