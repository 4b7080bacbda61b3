import type { WindowQuality } from '../../shared/assurance/window-quality.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import { driftPage } from '../../shared/reporting/drift-page.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { Documents } from '../../shared/storage/ports.ts';

/** Puts the report where people find it, as a page and as JSON. Answers the key of the page. */
export const keepReport = async (
  evidence: Documents,
  { team, model, version }: { readonly team: string; readonly model: string; readonly version: string },
  report: DriftReport,
  quality: WindowQuality | undefined,
): Promise<string> => {
  const stem = `reports/drift/${team}/${model}/${version}/${report.window.to.replace(/[:.]/g, '-')}`;
  await evidence.put(`${stem}.json`, JSON.stringify({ ...report, ...(quality && { quality }) }), 'application/json');
  await evidence.put(`${stem}.html`, driftPage(report, quality), 'text/html; charset=utf-8');
  return `${stem}.html`;
};

/** Three metrics for a model, not one for each feature: every one costs money each month. */
export const metricsOf = (report: DriftReport): readonly Metric[] => [
  {
    name: 'DriftedFeatures',
    value: report.features.filter(({ status }) => status === 'drifted').length,
    unit: 'Count',
  },
  { name: 'WorstEffect', value: Math.max(0, ...report.features.map(({ effect }) => effect)), unit: 'None' },
  { name: 'RowsChecked', value: report.rows.window, unit: 'Count' },
];
