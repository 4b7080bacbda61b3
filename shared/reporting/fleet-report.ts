import type { NameOf } from '../policy/names.ts';
import { inFlight } from '../registry/lifecycle.ts';
import type { Inventory } from '../registry/ports.ts';
import { type ModelHealth, type ModelVersion, modelKey } from '../registry/schema.ts';

/** One model as a leader wants to know it. */
export interface FleetModel {
  readonly name: string;
  readonly purpose: string;
  readonly owner: string;
  /** Name of the owner, where the policy knows it. */
  readonly ownerName?: string;
  readonly risk: string;
  /** The version that serves, and since when. */
  readonly live?: { readonly version: string; readonly since: string };
  /** The version that moved last, when it is not the live one. */
  readonly next?: { readonly version: string; readonly state: string; readonly since: string; readonly reason: string };
  readonly health?: Pick<ModelHealth, 'verdict' | 'sentence' | 'checkedAt' | 'alarm' | 'report' | 'recent'>;
  /** Hours from the upload to production of the live version. */
  readonly leadHours?: number;
}

/** Something that somebody should see to. */
interface Debt {
  readonly model: string;
  readonly what: string;
}

export interface FleetReport {
  readonly at: string;
  readonly sentence: string;
  readonly models: readonly FleetModel[];
  readonly debts: readonly Debt[];
  readonly refused: readonly {
    readonly model: string;
    readonly version: string;
    readonly at: string;
    readonly findings: number;
  }[];
  /** The same in lines for a terminal. */
  readonly lines: readonly string[];
}

const HOUR = 3_600_000;
const CHECK_OVERDUE_HOURS = 24;
const DECISION_OVERDUE_HOURS = 48;

/** What runs, who answers for it, how it is, and what is overdue. Pure: the same registry and instant give the same report. */
export const fleetReport = (
  { versions, health, refused }: Inventory,
  now: Date,
  nameOf: NameOf = () => undefined,
): FleetReport => {
  const names = [...new Set(versions.map(modelKey))].sort();
  const models = names.map((name) =>
    describe(
      versions.filter((version) => modelKey(version) === name),
      health.find((one) => modelKey(one) === name),
      nameOf,
    ),
  );
  const debts = models.flatMap((model) => debtsOf(model, now));
  const sentence = sentenceOf(models, debts);
  const turnedAway = refused
    .map((one) => ({ model: modelKey(one), version: one.version, at: one.at, findings: one.findings.length }))
    .sort((a, b) => b.at.localeCompare(a.at));
  return {
    at: now.toISOString(),
    sentence,
    models,
    debts,
    refused: turnedAway,
    lines: linesOf(sentence, models, debts),
  };
};

const describe = (own: readonly ModelVersion[], health: ModelHealth | undefined, nameOf: NameOf): FleetModel => {
  const newest = [...own].sort((a, b) => b.changedAt.localeCompare(a.changedAt))[0] as ModelVersion;
  const live = own.find(({ state }) => state === 'live');
  // What ended before the live version came is history, not on its way.
  const moving = own
    .filter(({ state }) => state !== 'live' && state !== 'superseded')
    .filter(({ state, changedAt }) => !live || inFlight.includes(state) || changedAt > live.changedAt)
    .sort((a, b) => b.changedAt.localeCompare(a.changedAt))[0];
  const { purpose, owner, risk } = live ?? newest;
  const ownerName = nameOf(owner);
  return {
    name: modelKey(newest),
    purpose,
    owner,
    ...(ownerName && { ownerName }),
    risk,
    ...(live && {
      live: { version: live.version, since: live.changedAt },
      leadHours: hoursBetween(live.receivedAt, live.changedAt),
    }),
    ...(moving && {
      next: {
        version: moving.version,
        state: moving.state,
        since: moving.changedAt,
        reason: moving.reason?.text ?? '',
      },
    }),
    ...(health && live?.version === health.version && { health }),
  };
};

const debtsOf = (model: FleetModel, now: Date): readonly Debt[] => {
  const debts: Debt[] = [];
  const owe = (what: string) => debts.push({ model: model.name, what });
  if (model.live && !model.health && hoursBetween(model.live.since, now.toISOString()) > CHECK_OVERDUE_HOURS)
    owe('is live for more than a day and was never checked');
  if (model.health && hoursBetween(model.health.checkedAt, now.toISOString()) > CHECK_OVERDUE_HOURS)
    owe('was not checked for more than a day');
  if (model.health?.alarm)
    owe('has drifted in two of its last three windows: its owner should look, or send a new version');
  if (
    model.next?.state === 'awaiting-approval' &&
    hoursBetween(model.next.since, now.toISOString()) > DECISION_OVERDUE_HOURS
  ) {
    owe(`version ${model.next.version} waits for a decision for more than two days`);
  }
  if (model.next?.state === 'failed')
    owe(
      `version ${model.next.version} stopped on a fault of the pipeline: operations should look, then the same files can be sent again`,
    );
  return debts;
};

const sentenceOf = (models: readonly FleetModel[], debts: readonly Debt[]): string => {
  if (models.length === 0) return 'No models yet. Submit one with: slipway submit DIR';
  const live = models.filter((model) => model.live).length;
  const drifted = models.filter((model) => model.health?.verdict === 'drifted' || model.health?.alarm).length;
  const waiting = models.filter((model) => model.next?.state === 'awaiting-approval').length;
  const parts = [live === 0 ? 'No model is live' : `${count(live, 'model')} ${live === 1 ? 'is' : 'are'} live`];
  if (drifted > 0)
    parts.push(
      `${count(drifted, 'model')} ${drifted === 1 ? 'sees' : 'see'} other traffic than ${drifted === 1 ? 'it was' : 'they were'} released on`,
    );
  if (waiting > 0) parts.push(`${count(waiting, 'version')} ${waiting === 1 ? 'waits' : 'wait'} for a decision`);
  return `${parts.join('; ')}. ${debts.length === 0 ? 'Nothing is overdue.' : `${count(debts.length, 'thing')} ${debts.length === 1 ? 'needs' : 'need'} somebody.`}`;
};

const linesOf = (sentence: string, models: readonly FleetModel[], debts: readonly Debt[]): readonly string[] => [
  sentence,
  ...models.flatMap(({ name, owner, ownerName = owner, live, next, health }) => [
    '',
    `${name}, ${live ? `version ${live.version} live since ${live.since.slice(0, 10)}` : 'nothing live'}. ${ownerName} answers for it.`,
    `  ${health ? health.sentence : 'Not checked yet.'}`,
    ...(next ? [`  Version ${next.version}: ${next.state}${next.reason ? `. ${next.reason}` : ''}`] : []),
  ]),
  ...(debts.length > 0 ? ['', 'Needs somebody:', ...debts.map(({ model, what }) => `  ${model} ${what}.`)] : []),
];

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR;
