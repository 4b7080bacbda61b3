import { counted, fewOf, percent } from '../kernel/figures.ts';
import type { DriftLimits } from './limits.ts';
import { malformedShare } from './malformed.ts';
import { type FeatureVerdict, NO_VERSION, type Verdict, type WindowCounts } from './schema.ts';

/** The verdict of a run in a sentence or two. */
export const reportSentence = (
  verdict: Verdict,
  version: string,
  counts: WindowCounts,
  limits: DriftLimits,
  features: readonly FeatureVerdict[],
  windows = 1,
): string => {
  if (verdict === 'not-enough-evidence') return tooLittle(counts.rows, limits.rows, features, windows);
  const said = verdictSentence(verdict, version, counts, limits, features);
  return windows > 1 ? `${said} ${windows} windows were judged together, for each alone had too little traffic.` : said;
};

const verdictSentence = (
  verdict: Exclude<Verdict, 'not-enough-evidence'>,
  version: string,
  counts: WindowCounts,
  limits: DriftLimits,
  features: readonly FeatureVerdict[],
): string => {
  const named = (status: Verdict) =>
    features.filter((feature) => feature.status === status && feature.role === 'input').map(({ feature }) => feature);
  const answers = features.find((feature) => feature.role === 'prediction')?.status;
  const inputs = features.filter((feature) => feature.role === 'input').length;
  const of = version === NO_VERSION ? '' : ` of version ${version}`;
  switch (verdict) {
    case 'unreadable':
      return `${percent(malformedShare(counts))} of the records could not be read, ${percent(limits.malformed)} are allowed: the others are no fair sample of the traffic.`;
    case 'stable':
      return `Traffic looks like ${version === NO_VERSION ? 'the baseline' : `the records version ${version} was released on`}.`;
    case 'watch': {
      const seasonal = features.filter(({ season }) => season?.seasonal).map((one) => one.feature);
      const small = [...named('watch'), ...(answers === 'watch' ? ['the predictions'] : [])];
      if (seasonal.length > 0)
        return `No drift. As usual for these hours of the week, other than at release: ${fewOf(seasonal)}.`;
      return `No drift that matters. Small but certain changes: ${fewOf(small)}.`;
    }
    case 'drifted': {
      const moved = named('drifted');
      const which = `${moved.length} of ${counted(inputs, 'input')} changed: ${fewOf(moved)}`;
      if (answers !== 'drifted')
        return `Traffic is no longer ${version === NO_VERSION ? 'like the baseline' : `what version ${version} was released on`}. ${which}.${answers === 'stable' || answers === 'watch' ? ' The predictions have not drifted.' : ''}`;
      return moved.length === 0
        ? `The predictions${of} have drifted, though no input has.`
        : `The predictions${of} have drifted, and ${which}.`;
    }
  }
};

const tooLittle = (rows: number, least: number, features: readonly FeatureVerdict[], windows: number): string => {
  const together = windows > 1 ? `, even in ${windows} windows together` : '';
  if (rows < least)
    return `Too little traffic to judge${together}: ${counted(rows, 'row')} arrived, at least ${least} are needed.`;
  const released = Math.max(0, ...features.map((feature) => feature.rows.baseline));
  return released < least
    ? `Nothing to judge by: the release has ${counted(released, 'row')} to compare with, at least ${least} are needed.`
    : `Too few values to judge: no column has ${least} in this window.`;
};
