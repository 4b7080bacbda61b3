import { counted } from '../kernel/figures.ts';
import type { Debt, FleetCounts, FleetModel } from './fleet-report.ts';
import { stateWords } from './state-words.ts';

/** The fleet in a sentence or two: what is live, what changed, what waits, what is owed. */
export const fleetSentence = (models: readonly FleetModel[], { live, waiting, debts }: FleetCounts): string => {
  if (models.length === 0) return 'No models yet. Submit one with: slipway submit DIR';
  const drifted = models.filter((model) => model.health?.verdict === 'drifted' || model.health?.alarm).length;
  const parts = [live === 0 ? 'No model is live' : `${counted(live, 'model')} ${live === 1 ? 'is' : 'are'} live`];
  if (drifted > 0)
    parts.push(
      `${counted(drifted, 'model')} ${drifted === 1 ? 'sees' : 'see'} other traffic than ${drifted === 1 ? 'it was' : 'they were'} released on`,
    );
  if (waiting > 0) parts.push(`${counted(waiting, 'version')} ${waiting === 1 ? 'waits' : 'wait'} for a decision`);
  return `${parts.join('; ')}. ${debts === 0 ? 'Nothing is overdue.' : `${counted(debts, 'thing')} ${debts === 1 ? 'needs' : 'need'} somebody.`}`;
};

/** The fleet in lines for a terminal. */
export const fleetLines = (
  sentence: string,
  models: readonly FleetModel[],
  debts: readonly Debt[],
): readonly string[] => [
  sentence,
  ...models.flatMap(({ name, owner, ownerName = owner, live, next, health }) => [
    '',
    `${name}, ${live ? `version ${live.version} live since ${live.since.slice(0, 10)}` : 'nothing live'}. ${ownerName} answers for it.`,
    ...(health ? [`  ${health.sentence}`] : live ? ['  Not checked yet.'] : []),
    ...(next ? [`  Version ${next.version} ${stateWords(next.state)}${next.reason ? `. ${next.reason}` : ''}`] : []),
  ]),
  ...(debts.length > 0 ? ['', 'Needs somebody:', ...debts.map(({ model, what }) => `  ${model} ${what}.`)] : []),
];
