import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BaselineProfile } from '../../../shared/monitoring/schema.ts';
import type { Command } from '../command.ts';
import { openDataFile } from '../data-file.ts';
import { digestOf } from '../file-digest.ts';
import { monitorBaseline, sayImport } from '../monitor-baseline.ts';
import { profileOfFile } from '../profile-of-file.ts';
import { Complaint, say } from '../terminal.ts';

/** Summarises a file of rows, so that any later file can be compared with it. */
export const profile: Command = {
  usage: 'FILE --out profile.json [--manifest FILE]',
  summary:
    'summarise rows to compare later ones with (CSV, JSON lines, Parquet, Data Capture); --from-model-monitor statistics.json [constraints.json] takes a baseline of Model Monitor in their place',
  async run([name], { out, manifest, json, 'from-model-monitor': statistics }) {
    if (statistics) return takeOver(statistics, name, out, manifest, json);
    if (!name || !out) throw new Complaint('Name the rows and where to write: slipway profile FILE --out profile.json');
    const file = openDataFile(name);
    const made = profileOfFile(file, manifest);
    if (made.rows === 0) throw new Complaint(`${name} has no row that can be read.`);
    const source = { path: path.relative(path.dirname(out), name), sha256: await digestOf(name) };
    writeFileSync(out, JSON.stringify({ ...made, source }));
    if (json) say(JSON.stringify(summaryOf(made)));
    else saySummary(made, out);
    return 0;
  },
};

const takeOver = (
  statistics: string,
  constraints: string | undefined,
  out: string | undefined,
  manifest: string | undefined,
  json: boolean,
): number => {
  if (!out)
    throw new Complaint('Say where to write: slipway profile --from-model-monitor statistics.json --out profile.json');
  const imported = monitorBaseline(statistics, constraints, manifest);
  const { profile: made, limits, lost } = imported;
  writeFileSync(out, JSON.stringify({ ...made, ...(Object.keys(limits).length > 0 && { limits }) }));
  if (json) say(JSON.stringify({ ...summaryOf(made), limits, notCarriedOver: lost }));
  else {
    saySummary(made, out);
    sayImport(imported);
  }
  return 0;
};

const summaryOf = ({ rows, features }: BaselineProfile) => ({
  rows,
  features: features.map(({ name: feature, kind }) => ({ feature, kind })),
});

const saySummary = ({ rows, features }: BaselineProfile, out: string): void => {
  const numbers = features.filter(({ kind }) => kind === 'numeric').length;
  say(`${rows.toLocaleString('en')} rows: ${numbers} numeric and ${features.length - numbers} categorical columns.`);
  say(`Written to ${out}. Compare with: slipway drift --baseline ${out} FILE`);
};
