import { readFileSync } from 'node:fs';
import { openDataFile, readDataFile } from '../../../infra/cli/data-file.ts';
import { windowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import { judge } from '../../../shared/monitoring/drift.ts';
import { BaselineProfile, type DriftReport } from '../../../shared/monitoring/schema.ts';
import { ownCost, type ProcessCost } from '../process-cost.ts';

/** A whole check of a file against a stored profile, in a process of its own. */
export type ParquetRun = ProcessCost & { readonly report: DriftReport };

const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' };

const [, , stored = '', file = ''] = process.argv;
const profile = BaselineProfile.parse(JSON.parse(readFileSync(stored, 'utf8')));
const target = windowTarget(profile);
readDataFile(openDataFile(file), target);
const report = judge(profile, target.counts(), window);
process.stdout.write(JSON.stringify({ ...ownCost(), report } satisfies ParquetRun));
