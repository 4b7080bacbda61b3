import type { MeasuredImportance } from '../../shared/assurance/window-importance.ts';
import { figure, whole } from '../../shared/kernel/figures.ts';
import { paint, say, table } from './terminal.ts';

const TONES = { changed: 'bad', watch: 'watch', 'as-released': 'good', 'not-enough-evidence': 'quiet' } as const;

/** The verdict, and each column beside the release, largest change first. */
export const sayImportance = ({ verdict, sentence, features, rows, repeats }: MeasuredImportance): void => {
  say(`${paint(TONES[verdict], verdict.replaceAll('-', ' '))}: ${sentence}\n`);
  if (features.length > 0)
    say(
      table([
        ['column', 'now', '95 % interval', 'at release', 'place', ''],
        ...features.map(({ feature, now, interval, atRelease, rankAtRelease, rankNow, qValue = 1 }) => [
          feature,
          figure(now),
          interval ? `${figure(interval.low)} to ${figure(interval.high)}` : '',
          figure(atRelease),
          rankAtRelease === rankNow ? whole(rankNow) : `${rankAtRelease} to ${rankNow}`,
          qValue > 0.05 ? '' : now < atRelease ? 'matters less' : 'matters more',
        ]),
      ]),
    );
  say(
    `\nHow much less right the answers become when a column is shuffled, on ${whole(rows)} rows, ${repeats === 1 ? 'once' : `${whole(repeats)} times`}.`,
  );
};
