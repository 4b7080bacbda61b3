import { figure, whole } from '../../shared/kernel/figures.ts';
import type { DriftReport, Verdict } from '../../shared/monitoring/schema.ts';
import { times } from '../../shared/reporting/drift-words.ts';
import { harmless, paint, say, table } from './terminal.ts';

const TONES: Record<Verdict, 'good' | 'watch' | 'bad' | 'quiet'> = {
  unreadable: 'bad',
  drifted: 'bad',
  watch: 'watch',
  stable: 'good',
  'not-enough-evidence': 'quiet',
};
const SHOWN = 12;

/** The verdict first, then the features that moved most. */
export const sayDrift = ({ verdict, sentence, rows, malformed, features }: DriftReport): void => {
  say(`${paint(TONES[verdict], verdict.replaceAll('-', ' '))}: ${harmless(sentence)}\n`);
  say(
    table([
      ['column', 'verdict', 'of its limit', 'measure', 'what changed'],
      ...features.slice(0, SHOWN).map((feature) => {
        const most = [...feature.measures].sort((a, b) => b.statistic / b.threshold - a.statistic / a.threshold)[0];
        return [
          harmless(feature.role === 'prediction' ? `${feature.feature} (prediction)` : feature.feature),
          feature.status.replaceAll('-', ' '),
          times(feature.effect),
          most ? `${most.name} ${figure(most.statistic)}` : '',
          harmless(feature.sentence),
        ];
      }),
    ]),
  );
  say(paint('quiet', 'of its limit: 1 is a change just large enough to matter, 2 one twice as large'));
  if (features.length > SHOWN) say(`and ${features.length - SHOWN} more, which moved less; --json has them all`);
  say(`\n${whole(rows.window)} rows against ${whole(rows.baseline)} at release.`);
  if (malformed.count > 0) {
    say(`${whole(malformed.count)} records could not be read, the first because:`);
    const shown = malformed.samples.map(({ reason, eventId }) => `  ${reason}${eventId ? ` (event ${eventId})` : ''}`);
    for (const line of new Set(shown)) say(harmless(line));
  }
};
