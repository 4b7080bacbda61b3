import type { Watching } from '../assurance/watching.ts';
import { counted, whole } from '../kernel/figures.ts';
import { spanInWords } from '../kernel/instants.ts';
import { periodOf } from '../monitoring/schedule.ts';
import { limitValue, shortLimitWords, strictness } from './limit-words.ts';

/** "every hour", "every 6 hours". */
const everyWords = (schedule: string): string => {
  const span = spanInWords(periodOf(schedule) / 1000);
  return `every ${span.startsWith('1 ') ? span.slice(2) : span}`;
};

/** What happens while it is live, a sentence each: when it is looked at, what raises the alarm, what follows from it. */
export const watchSentences = (watching: Watching): readonly string[] => {
  const { schedule, limits, labelsAfterHours, importance } = watching;
  const windows =
    limits.windowsToAlarm === 1 && limits.windowsLookedAt === 1
      ? 'one window drifted'
      : `${whole(limits.windowsToAlarm ?? 0)} of the last ${counted(limits.windowsLookedAt ?? 0, 'window')} drifted`;
  return [
    `Its traffic is compared ${everyWords(schedule)} with the rows it was released on. A column has drifted when its change is certain and reaches one of the limits.`,
    `The alarm is raised when ${windows}. ${reactionWords(watching)}`,
    labelsAfterHours === undefined
      ? 'The team promises no late labels: unless some come, nobody measures how right the live answers are.'
      : `How right the answers were is measured when their labels come${labelsAfterHours === 0 ? '' : `, ${counted(labelsAfterHours, 'hour')} later`}.`,
    ...(importance.ask === 'live-endpoint'
      ? [
          `With the labels, which columns the answers rest on is measured at most every ${importance.everyHours === 1 ? 'hour' : counted(importance.everyHours, 'hour')}: the live endpoint is asked for up to ${counted(importance.mostPredictions, 'row')} more.`,
        ]
      : []),
  ];
};

const reactionWords = ({ onDrift, retrainingCooldownSeconds, retrainingTarget }: Watching): string => {
  switch (onDrift) {
    case 'alert':
      return 'Then its owner and the team are told; nothing changes by itself.';
    case 'retrain':
      return `Then retraining is asked for${retrainingTarget ? '' : ' on the bus, though the team names nobody who would do it'}, at most once in ${spanInWords(retrainingCooldownSeconds)} for the same cause. The new version comes before you like any other.`;
    case 'rollback':
      return 'Then the version before it serves again, without anybody being asked first.';
  }
};

/** The same for a mail: when it is looked at and what follows, and what the team set for itself. */
export const watchingInShort = (watching: Watching): readonly string[] => [
  ...watchSentences(watching).slice(0, 2),
  ownLimitsSentence(watching) ?? "All limits are the policy's.",
];

const ownLimitsSentence = ({ own, limits }: Watching): string | undefined => {
  if (own.length === 0) return undefined;
  const told = own.map(({ name, tier }) => {
    const value = limits[name] ?? tier;
    const how = strictness(name, tier, value);
    return `${lowered(shortLimitWords[name])}: ${limitValue(name, value)} in place of ${limitValue(name, tier)}${how === 'other' ? '' : `, ${how}`}`;
  });
  return `The team set ${counted(own.length, 'limit')} of its own, as the policy allows: ${told.join('; ')}.`;
};

const lowered = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
