import { figure, percent, whole } from '../../shared/kernel/figures.ts';
import type { DriftReport, FeatureVerdict, Verdict } from '../../shared/monitoring/schema.ts';
import { paint, say, table } from './terminal.ts';

/** One measure of one feature, for machines. A measure without a threshold is told, not judged. */
interface MeasureFigures {
  readonly measure: string;
  readonly statistic: number;
  readonly atMost?: number;
  readonly pValue?: number;
  readonly qValue?: number;
  /** The statistic as a multiple of its threshold. */
  readonly effect?: number;
  readonly threshold?: number;
  readonly status: 'over' | 'within' | 'told';
}

/** The report as figures: the verdict of the whole, and every measure of every feature. */
export const driftFigures = ({
  verdict,
  sentence,
  calm,
  model,
  version,
  rows,
  malformed,
  features,
  limits,
}: DriftReport) => ({
  verdict,
  sentence,
  calm,
  baseline: { model, version },
  rows,
  malformed,
  features: features.map(({ feature, kind, role, status, effect, sentence: said, rows: values, ...rest }) => ({
    feature,
    kind,
    role,
    status,
    effect,
    sentence: said,
    values,
    measures: measuresOf(rest),
  })),
  limits,
});

const measuresOf = ({ measures, described }: Pick<FeatureVerdict, 'measures' | 'described'>): MeasureFigures[] => [
  ...measures.map(
    ({ name, statistic, atMost, threshold, exceeded, pValue, qValue }): MeasureFigures => ({
      measure: name,
      statistic,
      ...(atMost !== undefined && { atMost }),
      pValue,
      qValue,
      effect: statistic / threshold,
      threshold,
      status: exceeded ? 'over' : 'within',
    }),
  ),
  ...(described ? [{ measure: 'jensen-shannon', statistic: described.jensenShannon, status: 'told' as const }] : []),
  ...(described?.chiSquare
    ? [
        {
          measure: 'chi-square',
          statistic: described.chiSquare.statistic,
          pValue: described.chiSquare.pValue,
          status: 'told' as const,
        },
      ]
    : []),
];

const tones: Record<Verdict, 'good' | 'watch' | 'bad' | 'quiet'> = {
  unreadable: 'bad',
  drifted: 'bad',
  watch: 'watch',
  stable: 'good',
  'not-enough-evidence': 'quiet',
};
const SHOWN = 12;

/** The verdict first, then the features that moved most. */
export const sayDrift = ({ verdict, sentence, rows, malformed, features }: DriftReport): void => {
  say(`${paint(tones[verdict], verdict.replaceAll('-', ' '))}: ${sentence}\n`);
  say(
    table([
      ['column', 'verdict', 'of its limit', 'measure', 'what changed'],
      ...features.slice(0, SHOWN).map((feature) => {
        const most = [...feature.measures].sort((a, b) => b.statistic / b.threshold - a.statistic / a.threshold)[0];
        return [
          feature.role === 'prediction' ? `${feature.feature} (prediction)` : feature.feature,
          feature.status.replaceAll('-', ' '),
          percent(feature.effect),
          most ? `${most.name} ${figure(most.statistic)}` : '',
          feature.sentence,
        ];
      }),
    ]),
  );
  if (features.length > SHOWN) say(`and ${features.length - SHOWN} more, which moved less; --json has them all`);
  say(`\n${whole(rows.window)} rows against ${whole(rows.baseline)} at release.`);
  if (malformed.count > 0)
    say(`${whole(malformed.count)} could not be read, the first because ${malformed.samples[0]?.reason}.`);
};
