import type { WindowQuality } from '../../shared/assurance/window-quality.ts';
import type { DriftReport } from '../../shared/monitoring/schema.ts';
import type { VersionId } from '../../shared/registry/schema.ts';
import type { CheckAbout } from '../../shared/reporting/check-about.ts';
import { driftPage } from '../../shared/reporting/drift-page.ts';
import type { Metric } from '../../shared/runtime/metrics.ts';
import type { Documents } from '../../shared/storage/ports.ts';

/** The S3 key of the page on the window that ends at an instant. */
export const pageKey = (version: VersionId, windowEnd: string): string => `${stemOf(version, windowEnd)}.html`;

/** Puts the report where people find it, as JSON and as a page that names the digest of it. Answers the digest. */
export const keepReport = async (
  evidence: Documents,
  version: VersionId,
  report: DriftReport,
  quality: WindowQuality | undefined,
  about: Omit<CheckAbout, 'figures'>,
): Promise<string> => {
  const stem = stemOf(version, report.window.to);
  const document = { ...report, ...(quality && { quality }) };
  const digest = await evidence.keepJson(document);
  await evidence.put(`${stem}.json`, JSON.stringify(document), 'application/json');
  const beside = {
    ...(quality && { quality }),
    about: { ...about, figures: { file: `${stem.slice(stem.lastIndexOf('/') + 1)}.json`, sha256: digest } },
  };
  await evidence.put(`${stem}.html`, driftPage(report, beside), 'text/html; charset=utf-8');
  return digest;
};

/** The JSON of the report on the window that ended at an instant. */
export const reportBefore = async (
  evidence: Documents,
  version: VersionId,
  at: string | undefined,
): Promise<string | undefined> => (at === undefined ? undefined : evidence.text(`${stemOf(version, at)}.json`));

const stemOf = ({ team, model, version }: VersionId, windowEnd: string): string =>
  `reports/drift/${team}/${model}/${version}/${windowEnd.replace(/[:.]/g, '-')}`;

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
