import { judge } from '../../shared/monitoring/drift.ts';
import type { DriftReport, FeatureVerdict, MeasureName, WindowCounts } from '../../shared/monitoring/schema.ts';
import { alarmAfter, type WindowVerdict } from '../../shared/monitoring/windows.ts';
import { simulatedTraffic } from '../support/simulated-traffic.ts';
import { markdownTable } from './facts.ts';

const WINDOWS = Number(process.env.FALSE_ALARM_WINDOWS ?? 400);
/** Correlated columns and planted shifts need fewer: their shares are told apart from afar. */
const FEWER = WINDOWS / 2;
/** Windows in a row for alarms over time: about six weeks of hours. */
const HOURS = 2.5 * WINDOWS;
const FEATURES = 50;
const RELEASED = 100_000;
const SIZES = [50, 100, 200, 500, 1000, 2000];
const SPAN = { from: '2026-03-02T08:00:00Z', to: '2026-03-02T09:00:00Z' };

/** What would call a column drifted, by the habits of other monitors. */
const HABITS: readonly (readonly [name: string, alarms: (feature: FeatureVerdict) => boolean])[] = [
  ['any PSI > 0.1', (feature) => statistic(feature, 'psi') > 0.1],
  ['any W1/sd > 0.1', (feature) => statistic(feature, 'wasserstein') > 0.1],
  ['any JS > 0.1', ({ described }) => (described?.jensenShannon ?? 0) > 0.1],
  ['any KS p < 0.05', ({ measures }) => (measures.find(({ name }) => name === 'ks')?.pValue ?? 1) < 0.05],
];

/**
 * How often clean traffic alarms, by the usual rules and by ours, and how often a planted shift is found: the table of
 * the statistics chapter, with our own engine. FALSE_ALARM_WINDOWS changes how many windows a row rests on.
 */
export const benchFalseAlarms = async (): Promise<string> =>
  [
    `${WINDOWS} windows each of ${FEATURES} clean normal columns, released on ${RELEASED.toLocaleString('en')} rows. A share of ${WINDOWS} windows is known to about ±${(100 * 2 * Math.sqrt((0.05 * 0.95) / WINDOWS)).toFixed(1)} points at 5 %.`,
    markdownTable(
      [
        'Rows in a window',
        ...HABITS.map(([name]) => name),
        '**Slipway: false alarms**',
        'correlated columns',
        'finds a shift of 0.5 sd',
        'of 0.25 sd',
      ],
      SIZES.map(line),
    ),
    'Below 100 rows Slipway gives no verdict; the row of 50 is judged all the same, to show why. Correlated: every two columns by 0.5. A shift is in one column of the fifty.',
    `Alarms over time, ${HOURS.toLocaleString('en')} clean windows in a row:`,
    markdownTable(
      ['Rows in a window', 'windows that drifted', 'alarms at 1 of 1', 'at 2 of 3', 'at 3 of 5'],
      [100, 500].map(overTime),
    ),
  ].join('\n\n');

const line = (rows: number): string[] => {
  const traffic = simulatedTraffic(rows, { features: FEATURES, released: RELEASED });
  const correlated = simulatedTraffic(rows + 1, { features: FEATURES, released: RELEASED, correlation: 0.5 });
  const judged = (counts: WindowCounts) => judge(traffic.profile, counts, SPAN, { rows: Math.min(rows, 100) });
  const finds = (shift: number) => share(() => judged(traffic.window(rows, shift)), isFound);
  const clean = Array.from({ length: WINDOWS }, () => judged(traffic.window(rows)));
  const part = (alarms: (report: DriftReport) => boolean) => percent(clean.filter(alarms).length / WINDOWS);
  return [
    String(rows),
    ...HABITS.map(([, alarms]) => part(({ features }) => features.some(alarms))),
    `**${part(isDrifted)}**`,
    percent(
      share(() => judge(correlated.profile, correlated.window(rows), SPAN, { rows: Math.min(rows, 100) }), isDrifted),
    ),
    finds(0.5).toFixed(2),
    finds(0.25).toFixed(2),
  ];
};

const overTime = (rows: number): string[] => {
  const traffic = simulatedTraffic(7 * rows, { features: FEATURES, released: RELEASED });
  const windows = Array.from({ length: HOURS }, () => judge(traffic.profile, traffic.window(rows), SPAN));
  const alarms = (windowsToAlarm: number, windowsLookedAt: number) => {
    const past: WindowVerdict[] = [];
    let [on, entered] = [false, 0];
    for (const window of windows) {
      past.push(window);
      const alarm = alarmAfter(on, past.slice(-50), { windowsToAlarm, windowsLookedAt, windowsToLeave: 2 });
      on = alarm.on;
      if (alarm.change === 'entered') entered++;
    }
    return String(entered);
  };
  return [
    String(rows),
    `${windows.filter(isDrifted).length} (${percent(windows.filter(isDrifted).length / HOURS)})`,
    alarms(1, 1),
    alarms(2, 3),
    alarms(3, 5),
  ];
};

const share = (report: () => DriftReport, holds: (report: DriftReport) => boolean): number =>
  Array.from({ length: FEWER }, report).filter(holds).length / FEWER;

const isDrifted = ({ verdict }: DriftReport): boolean => verdict === 'drifted';
const isFound = ({ features }: DriftReport): boolean =>
  features.some(({ feature, status }) => feature === 'f0' && status === 'drifted');
const statistic = ({ measures }: FeatureVerdict, wanted: MeasureName): number =>
  measures.find(({ name }) => name === wanted)?.statistic ?? 0;
const percent = (part: number): string => `${(100 * part).toFixed(part > 0 && part < 0.0995 ? 1 : 0)} %`;
