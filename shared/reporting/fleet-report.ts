import type { NameOf } from '../policy/names.ts';
import type { ExternalModel } from '../registry/external-model.ts';
import { inFlight } from '../registry/lifecycle.ts';
import type { Inventory } from '../registry/ports.ts';
import { type ModelHealth, type ModelVersion, modelKey } from '../registry/schema.ts';
import { fleetLines, fleetSentence } from './fleet-words.ts';

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
  /** Where it runs, when that is not here: Slipway only watches it. */
  readonly elsewhere?: string;
  /** The version that moved last, when it is not the live one. */
  readonly next?: { readonly version: string; readonly state: string; readonly since: string; readonly reason: string };
  readonly health?: Pick<ModelHealth, 'verdict' | 'sentence' | 'checkedAt' | 'alarm' | 'report' | 'recent' | 'quality'>;
  /** Hours from the upload to production of the live version. */
  readonly leadHours?: number;
}

/** Something that somebody should see to. */
export interface Debt {
  readonly model: string;
  readonly what: string;
}

export interface FleetCounts {
  readonly live: number;
  readonly alarms: number;
  readonly waiting: number;
  readonly debts: number;
  /** Hours from the upload to production: half of the live versions took no longer. */
  readonly leadHours?: number;
}

export interface FleetReport {
  readonly at: string;
  readonly sentence: string;
  readonly counts: FleetCounts;
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
  { versions, health, external, refused }: Inventory,
  now: Date,
  nameOf: NameOf = () => undefined,
): FleetReport => {
  const names = [...new Set(versions.map(modelKey))].sort();
  const healthOf = (name: string) => health.find((one) => modelKey(one) === name);
  const models = [
    ...names.map((name) =>
      describe(
        versions.filter((version) => modelKey(version) === name),
        healthOf(name),
        nameOf,
      ),
    ),
    ...external.map((model) => watched(model, healthOf(modelKey(model)), nameOf)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const debts = models.flatMap((model) => debtsOf(model, now));
  const counts = countsOf(models, debts);
  const sentence = fleetSentence(models, counts);
  const turnedAway = refused
    .map((one) => ({ model: modelKey(one), version: one.version, at: one.at, findings: one.findings.length }))
    .sort((a, b) => b.at.localeCompare(a.at));
  return {
    at: now.toISOString(),
    sentence,
    counts,
    models,
    debts,
    refused: turnedAway,
    lines: fleetLines(sentence, models, debts),
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

/** A model that runs elsewhere: there is no version on its way, as nothing of it is released here. */
const watched = (
  { purpose, owner, risk, version, since, runsAt, ...id }: ExternalModel,
  health: ModelHealth | undefined,
  nameOf: NameOf,
): FleetModel => {
  const ownerName = nameOf(owner);
  return {
    name: modelKey(id),
    purpose,
    owner,
    ...(ownerName && { ownerName }),
    risk,
    live: { version, since },
    elsewhere: runsAt,
    ...(health?.version === version && { health }),
  };
};

const countsOf = (models: readonly FleetModel[], debts: readonly Debt[]): FleetCounts => {
  const leads = models.flatMap(({ leadHours }) => leadHours ?? []).sort((a, b) => a - b);
  const middle = leads[(leads.length - 1) >> 1];
  return {
    live: models.filter((model) => model.live).length,
    alarms: models.filter((model) => model.health?.alarm).length,
    waiting: models.filter((model) => model.next?.state === 'awaiting-approval').length,
    debts: debts.length,
    ...(middle !== undefined && { leadHours: middle }),
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
  if (model.health?.quality?.verdict === 'worse')
    owe('answers worse than at release, by the labels that have come: its owner should decide whether it may go on');
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

const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR;
