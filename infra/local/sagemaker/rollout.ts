import { setTimeout as sleep } from 'node:timers/promises';
import type { DeploymentConfig, Step } from './deployment-config.ts';
import type { Fleet } from './fleet.ts';

/** A fleet and the share of the endpoint's traffic that it gets. */
export interface Route {
  readonly fleet: Fleet;
  readonly share: number;
}

export type AlarmState = (alarmName: string) => 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;

export interface Rollout {
  readonly old: Fleet;
  readonly next: Fleet;
  readonly steps: readonly Step[];
  readonly config: DeploymentConfig | undefined;
  readonly alarmState: AlarmState;
  /** Divides every wait. */
  readonly waitSpeed: number;
  readonly signal: AbortSignal;
  route(routes: readonly Route[]): void;
}

const LOOK_EVERY_MS = 100;

/** Moves the traffic step by step. Gives the alarm that stopped it, or nothing when the new fleet has all traffic. */
export const rollOut = async (rollout: Rollout): Promise<string | undefined> => {
  const { old, next, steps, config, alarmState, waitSpeed, signal, route } = rollout;
  const alarms = (config?.AutoRollbackConfiguration?.Alarms ?? []).map((alarm) => alarm.AlarmName);
  const tripped = () => alarms.find((name) => alarmState(name) === 'ALARM');
  for (const { share, waitSeconds } of steps) {
    route(
      share < 1
        ? [
            { fleet: old, share: 1 - share },
            { fleet: next, share },
          ]
        : [{ fleet: next, share }],
    );
    let left = (waitSeconds * 1000) / waitSpeed;
    while (left > 0) {
      const alarm = tripped();
      if (alarm) return alarm;
      await sleep(Math.min(left, LOOK_EVERY_MS), undefined, { signal });
      left -= LOOK_EVERY_MS;
    }
  }
  const alarm = tripped();
  if (alarm) return alarm;
  const termination = config?.BlueGreenUpdatePolicy?.TerminationWaitInSeconds ?? 0;
  if (termination > 0) await sleep((termination * 1000) / waitSpeed, undefined, { signal });
  return undefined;
};
