import * as z from 'zod';
import { jsonObject } from '../kernel/json-object.ts';
import { whenUsed } from '../kernel/when-used.ts';
import { DriftReport, FeatureVerdict } from './schema.ts';

type PastWindow = NonNullable<DriftReport['history']>[number];
type PastVerdict = NonNullable<FeatureVerdict['past']>[number];

/** Windows before its own that a report knows at most. */
export const HISTORY = 24;

/** What is needed of the report before: its columns, and what it knew of theirs. */
const Before = whenUsed(() =>
  DriftReport.pick({ window: true, history: true }).extend({
    features: z.array(FeatureVerdict.pick({ feature: true, role: true, status: true, effect: true, past: true })),
  }),
);

/**
 * The report with what the last windows said of the whole and of each column. Reports hand that on from one to the next, so
 * a check reads the one report before its own, however long the history. `before` is the JSON of that report: of the last of
 * `windows`. Where there is none, or none that can be read, nothing is known of the columns.
 */
export const withHistory = (report: DriftReport, windows: readonly PastWindow[], before?: string): DriftReport => {
  const history = windows.slice(-HISTORY).map(({ at, from, verdict }) => ({ at, ...(from && { from }), verdict }));
  if (history.length === 0) return report;
  const known = Before.safeParse(before === undefined ? undefined : jsonObject(before));
  if (!known.success) return { ...report, history };
  const pastOf = pastVerdicts(known.data);
  const features = report.features.map((feature) => {
    const past = history.map(({ at }) => pastOf(feature, at) ?? null);
    return past.some((one) => one !== null) ? { ...feature, past } : feature;
  });
  return { ...report, features, history };
};

type Column = Pick<FeatureVerdict, 'feature' | 'role'>;

/** What a column was found to be in the window that ended at an instant. */
const pastVerdicts = ({ window, history = [], features }: z.infer<typeof Before>) => {
  const columns = new Map<string, ReadonlyMap<string, PastVerdict>>();
  for (const { past = [], status, effect, ...column } of features) {
    const own = new Map<string, PastVerdict>(history.map(({ at }, i) => [at, past[i] ?? null]));
    own.set(window.to, status === 'not-enough-evidence' ? null : [Number(effect.toPrecision(3)), status]);
    columns.set(keyOf(column), own);
  }
  return (column: Column, at: string): PastVerdict | undefined => columns.get(keyOf(column))?.get(at);
};

const keyOf = ({ role, feature }: Column): string => `${role} ${feature}`;
