import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { windowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import { constraintViolations } from '../../../shared/monitoring/model-monitor/violations.ts';
import { BaselineProfile } from '../../../shared/monitoring/schema.ts';
import { driftPage } from '../../../shared/reporting/drift-page.ts';
import type { Command } from '../command.ts';
import { type DataFile, openDataFile, readDataFile } from '../data-file.ts';
import { driftFigures, sayDrift } from '../drift-figures.ts';
import { exactDistances } from '../exact-distances.ts';
import { Complaint, say } from '../terminal.ts';
import { profileOfFile } from './profile.ts';

/** Compares a file of rows with a profile, by the engine that watches live models. */
export const drift: Command = {
  usage: '--baseline profile.json FILE [--manifest FILE]',
  summary:
    'compare rows with a profile; --exact sorts all values, --html FILE writes the page, --violations FILE what Model Monitor would',
  async run([name], { baseline, exact, json, html, violations, manifest }) {
    if (!name || !baseline)
      throw new Complaint('Name the profile and the rows: slipway drift --baseline profile.json FILE');
    const file = openDataFile(name);
    const { profile, source } = loadBaseline(baseline, manifest);
    const expected = comparable(profile, file);
    const target = windowTarget(expected);
    readDataFile(file, target);
    const at = statSync(name).mtime.toISOString();
    const distances = exact ? await exactDistances(expected, source, file) : undefined;
    const report = judge(expected, target.counts(), { from: at, to: at }, expected.limits, { exact: distances });
    if (html) writeFileSync(html, driftPage(report));
    if (violations) writeFileSync(violations, JSON.stringify(constraintViolations(report), undefined, 2));
    if (json) say(JSON.stringify(driftFigures(report)));
    else {
      sayDrift(report);
      if (html) say(`\nThe page is in ${html}.`);
    }
    return report.verdict === 'drifted' ? 1 : 0;
  },
};

/** Where the rows of a baseline lie; the digest says whether they are still the same. */
export interface BaselineSource {
  readonly path: string;
  readonly sha256?: string;
}

const loadBaseline = (name: string, manifest?: string): { profile: BaselineProfile; source?: BaselineSource } => {
  const profile = storedProfile(name);
  if (!profile) return { profile: profileOfFile(openDataFile(name), manifest), source: { path: name } };
  const { source } = profile;
  return { profile, ...(source && { source: { ...source, path: path.join(path.dirname(name), source.path) } }) };
};

/** A profile that was written before; nothing when the file holds rows. */
const storedProfile = (name: string): BaselineProfile | undefined => {
  if (!/\.json$/i.test(name)) return undefined;
  try {
    return BaselineProfile.parse(JSON.parse(readFileSync(name, 'utf8')));
  } catch (error) {
    throw new Complaint(`${name} is no profile: ${(error as Error).message.slice(0, 200)}`);
  }
};

// Files of rows need not hold the answers; every feature must be there.
const comparable = (profile: BaselineProfile, { kind, columns, path: name }: DataFile): BaselineProfile => {
  if (kind === 'capture') return profile;
  const has = (column?: string) => columns.some((shown) => shown.name === column);
  const absent = profile.features.filter((feature) => !has(feature.name)).map((feature) => feature.name);
  if (absent.length > 0) throw new Complaint(`${name} has no column ${absent.join(', ')}, which the profile has.`);
  const { prediction, ...rest } = profile;
  return has(prediction?.name) ? profile : rest;
};
