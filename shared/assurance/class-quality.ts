import { confusion } from '../statistics/confusion.ts';
import { wilson } from '../statistics/wilson.ts';
import type { Scored } from './metrics.ts';
import type { Interval } from './schema.ts';

/** How well one class is found among the rows whose label it is. */
export interface ClassQuality {
  readonly name: string;
  readonly labelled: number;
  /** Share of them that the answers found, with its 95 % interval. */
  readonly found: number;
  readonly interval: Interval;
  /** The other class they were taken for most often. */
  readonly takenFor?: { readonly name: string; readonly rows: number };
}

/** Classes that occur among the labels, the one that is missed most first; nothing where there are no classes. */
export const classQuality = (scored: Scored): readonly ClassQuality[] => {
  if (scored.task !== 'multiclass-classification') return [];
  const { classes, labels } = scored;
  const answers =
    'predicted' in scored ? scored.predicted : scored.probabilities.map((row) => row.indexOf(Math.max(...row)));
  return confusion(labels, answers, classes.length)
    .flatMap((row, own): ClassQuality[] => {
      const labelled = row.reduce((sum, rows) => sum + rows, 0);
      if (labelled === 0) return [];
      const right = row[own] ?? 0;
      const other = row.reduce((most, rows, i) => (i !== own && rows > (row[most] ?? 0) ? i : most), own === 0 ? 1 : 0);
      const taken = row[other] ?? 0;
      return [
        {
          name: classes[own] ?? '',
          labelled,
          found: right / labelled,
          interval: wilson(right, labelled),
          ...(taken > 0 && { takenFor: { name: classes[other] ?? '', rows: taken } }),
        },
      ];
    })
    .sort((a, b) => a.found - b.found || b.labelled - a.labelled);
};
