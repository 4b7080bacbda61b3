import { type Deliver, NotImplementedLocally, type PutEvent, ServiceError } from '../service.ts';
import { type Alarm, type AlarmState, type Current, judge, type MetricAlarm } from './alarm.ts';
import { type Change, lambdaMessage, stateChangeEvent, topicMessage } from './alarm-messages.ts';
import { ruleHolds } from './alarm-rule.ts';
import type { MetricStore } from './metric-store.ts';
import { runQueries } from './query.ts';

/** Publishes to an SNS topic; subscribers by mail get `mail` instead of the message. */
export type PublishToTopic = (
  topicArn: string,
  message: { readonly subject: string; readonly message: string; readonly mail?: string },
) => void;

export interface AlarmDeps {
  readonly store: MetricStore;
  now(): number;
  readonly putEvent?: PutEvent;
  readonly publish?: PublishToTopic;
  readonly deliver?: Deliver;
  /** Hears of an action that failed. */
  onError?(error: unknown): void;
}

export interface Alarms {
  add(alarm: Alarm): void;
  list(): readonly (Alarm & { readonly current: Current })[];
  stateOf(name: string): AlarmState | undefined;
  /** Sets a state by hand: its actions run, and the next evaluation may change it again. */
  set(name: string, state: AlarmState, reason: string): void;
  /** Judges every alarm once: metric alarms, then the composite ones. */
  evaluate(): void;
}

/** The alarms of the template with their states, which outlive a restart. */
export const createAlarms = (deps: AlarmDeps): Alarms => {
  const { store } = deps;
  const alarms = new Map<string, Alarm>();
  const states = new Map<string, Current>();
  const currentOf = (name: string): Current =>
    states.get(name) ?? { state: 'INSUFFICIENT_DATA', reason: 'Unchecked: initial alarm creation.', at: deps.now() };

  const move = (alarm: Alarm, state: AlarmState, reason: string): void => {
    const before = currentOf(alarm.name);
    if (before.state === state) {
      states.set(alarm.name, { ...before, reason });
      return;
    }
    const now = { state, reason, at: deps.now() };
    states.set(alarm.name, now);
    store.remember(`alarm:${alarm.name}`, JSON.stringify(now));
    announce({ alarm, now, before });
  };

  const announce = (change: Change): void => {
    deps.putEvent?.(stateChangeEvent(change));
    if (!change.alarm.actionsEnabled) return;
    for (const arn of change.alarm.actions[change.now.state]) {
      if (arn.includes(':sns:')) deps.publish?.(arn, topicMessage(change));
      else deps.deliver?.(arn, lambdaMessage(change)).catch((error: unknown) => deps.onError?.(error));
    }
  };

  const evaluateMetric = (alarm: MetricAlarm): void => {
    const to = deps.now();
    const from = to - alarm.periodMs * alarm.evaluationPeriods;
    const shown = alarm.queries.find((query) => query.shown);
    const points = runQueries(alarm.queries, store, { from, to, origin: from }).get(shown?.id ?? '')?.[0]?.points;
    const periods = Array.from({ length: alarm.evaluationPeriods }, (_, index) =>
      points?.get(from + index * alarm.periodMs),
    );
    const { state, reason } = judge(alarm, periods);
    if (state) move(alarm, state, reason);
  };

  const stateOf = (name: string): AlarmState | undefined => (alarms.has(name) ? currentOf(name).state : undefined);

  return {
    add: (alarm) => {
      for (const arn of Object.values(alarm.actions).flat())
        if (!/^arn:[^:]+:(sns|lambda):/.test(arn))
          throw new NotImplementedLocally(
            `the alarm action ${arn} of ${alarm.name}: only SNS topics and Lambda functions`,
          );
      if (alarm.kind === 'composite') ruleHolds(alarm.rule, () => 'OK');
      alarms.set(alarm.name, alarm);
      const kept = store.recall(`alarm:${alarm.name}`);
      states.set(alarm.name, kept ? (JSON.parse(kept) as Current) : currentOf(alarm.name));
    },
    list: () => [...alarms.values()].map((alarm) => ({ ...alarm, current: currentOf(alarm.name) })),
    stateOf,
    set: (name, state, reason) => {
      const alarm = alarms.get(name);
      if (!alarm) throw new ServiceError('ResourceNotFound', `There is no alarm ${name}.`, 404);
      move(alarm, state, reason);
    },
    evaluate: () => {
      const all = [...alarms.values()];
      for (const alarm of all) if (alarm.kind === 'metric') evaluateMetric(alarm);
      for (const alarm of all)
        if (alarm.kind === 'composite') {
          const holds = ruleHolds(alarm.rule, stateOf);
          move(alarm, holds ? 'ALARM' : 'OK', `The rule ${holds ? 'holds' : 'does not hold'}: ${alarm.rule}`);
        }
    },
  };
};
