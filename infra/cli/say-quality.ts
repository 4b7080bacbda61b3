import type { LiveQuality } from '../../shared/assurance/live-quality.ts';
import { duration, figure, listed, whole } from '../../shared/kernel/figures.ts';
import { paint, say, table } from './terminal.ts';

const TONES = { worse: 'bad', 'as-released': 'good', measured: 'strong', 'not-enough-evidence': 'quiet' } as const;

/** The verdict, the metrics beside those of the release, fairness by attribute, and what could not be used. */
export const sayQuality = (
  { verdict, sentence, metrics, unusable, fairness, delay }: LiveQuality,
  { unmatched, malformed, absent }: { unmatched: number; malformed: number; absent: readonly string[] },
): void => {
  say(`${paint(TONES[verdict], verdict.replaceAll('-', ' '))}: ${sentence}\n`);
  const compared = metrics.some(({ atRelease }) => atRelease !== undefined);
  if (metrics.length > 0)
    say(
      table([
        ['metric', 'value', '95 % interval', ...(compared ? ['at release', ''] : [])],
        ...metrics.map(({ label, value, interval, atRelease, worse }) => [
          label,
          figure(value),
          interval ? `${figure(interval.low)} to ${figure(interval.high)}` : '',
          ...(compared ? [atRelease === undefined ? '' : figure(atRelease), worse ? 'worse' : ''] : []),
        ]),
      ]),
    );
  for (const gate of fairness?.gates ?? []) say(`\n${gate.sentence}`);
  if (absent.length > 0) say(`\nFairness by ${listed(absent)} cannot be measured: the files do not hold it.`);
  if (delay) say(`\nLabels came after ${duration(delay.median)}; nine of ten within ${duration(delay.ninetieth)}.`);
  if (unusable > 0) say(`\n${whole(unusable)} pairs were left out: a label or an answer is none of this task.`);
  if (unmatched > 0) say(`\n${whole(unmatched)} labels belong to no answer in the file.`);
  if (malformed > 0) say(`\n${whole(malformed)} lines could not be read.`);
};
