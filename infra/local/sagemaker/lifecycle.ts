import type { DeploymentConfig, Step } from './deployment-config.ts';
import type { Fault } from './faults.ts';
import { bringUp, type Fleet, type FleetDeps, pingFailed } from './fleet.ts';
import { type AlarmState, type Route, rollOut } from './rollout.ts';
import type { EndpointRecord, Store } from './store.ts';

export interface LifecycleDeps extends Omit<FleetDeps, 'signal'> {
  readonly store: Store;
  now(): number;
  announce(endpoint: EndpointRecord): void;
  strike(endpoint: string, happening: 'creation' | 'update'): Fault | undefined;
  readonly alarmState: AlarmState;
  readonly waitSpeed: number;
}

/** An update that ended on the old configuration. `reason` is nothing where SageMaker says nothing. */
interface WentBack {
  readonly reason: string | undefined;
}

/**
 * The states of endpoints, and the processes behind them. Every method returns at once, as the API calls do, and the endpoint
 * settles later. Names are given in lower case, as the store keeps them.
 */
export const createLifecycle = (deps: LifecycleDeps) => {
  const { store, log } = deps;
  const stopping = new AbortController();
  const routes = new Map<string, readonly Route[]>();
  const settling = new Set<Promise<void>>();
  const fleetDeps: FleetDeps = { ...deps, signal: stopping.signal };

  const change = (name: string, changes: Partial<EndpointRecord>): void => {
    const record = store.endpoints.get(name);
    // What was cut off by the end of the local cloud stays on record as it was, to be taken up at the next start.
    if (!record || stopping.signal.aborted) return;
    const changed = { ...record, ...changes, changedAt: deps.now() };
    store.endpoints.set(name, changed);
    store.save();
    deps.announce(changed);
  };
  const inBackground = (work: Promise<void>): void => {
    const settled = work
      .catch((error: Error) => log(`SageMaker: ${error.stack}`))
      .finally(() => settling.delete(settled));
    settling.add(settled);
  };

  const start = async (name: string, failureReason?: string): Promise<void> => {
    const config = store.endpoints.get(name)?.config ?? '';
    try {
      const fleet = await bringUp(fleetDeps, store, name, config);
      routes.set(name, [{ fleet, share: 1 }]);
      if (deps.strike(name, 'creation')) throw new Error(pingFailed(fleet.variants[0]?.name ?? ''));
      change(name, { status: 'InService', failureReason });
    } catch (error) {
      await stopFleets(name);
      change(name, { status: 'Failed', failureReason: (error as Error).message });
    }
  };

  const moveTo = async (name: string, config: string, steps: readonly Step[], deployment?: DeploymentConfig) => {
    const old = routes.get(name)?.[0]?.fleet;
    if (!old) throw new Error(`${name} is to be updated and has no fleet`);
    const next = await bringUp(fleetDeps, store, name, config).catch((error: Error) => ({ reason: error.message }));
    const back = 'reason' in next ? next : await replace(name, old, next, steps, deployment);
    if (!back) {
      await old.stop();
      return change(name, { status: 'InService', config, pending: undefined, lastDeployment: deployment });
    }
    routes.set(name, [{ fleet: old, share: 1 }]);
    if ('stop' in next) await next.stop();
    log(`${name}: the update to ${config} was rolled back${back.reason ? `: ${back.reason}` : ''}`);
    change(name, { status: 'InService', pending: undefined, failureReason: back.reason });
  };

  const replace = async (
    name: string,
    old: Fleet,
    next: Fleet,
    steps: readonly Step[],
    config?: DeploymentConfig,
  ): Promise<WentBack | undefined> => {
    const fault = deps.strike(name, 'update');
    if (fault) return { reason: fault === 'silent' ? undefined : pingFailed(next.variants[0]?.name ?? '') };
    const { alarmState, waitSpeed } = deps;
    const route = (to: readonly Route[]) => void routes.set(name, to);
    try {
      const alarm = await rollOut({ old, next, steps, config, alarmState, waitSpeed, signal: stopping.signal, route });
      return alarm
        ? { reason: `The alarm ${alarm} went into ALARM during the deployment, which was rolled back.` }
        : undefined;
    } catch (error) {
      return { reason: (error as Error).message };
    }
  };

  const stopFleets = async (name: string): Promise<void> => {
    const fleets = (routes.get(name) ?? []).map((route) => route.fleet);
    routes.delete(name);
    await Promise.all(fleets.map((fleet) => fleet.stop()));
  };

  const forget = (name: string, arn: string): void => {
    store.endpoints.delete(name);
    store.tags.delete(arn);
    store.save();
  };

  return {
    /** Where the endpoint's traffic goes; nothing while it does not serve. */
    routes: (name: string): readonly Route[] => routes.get(name) ?? [],

    create: (name: string): void => {
      change(name, { status: 'Creating' });
      inBackground(start(name));
    },

    update: (name: string, config: string, steps: readonly Step[], deployment?: DeploymentConfig): void => {
      const pending = { config, startedAt: deps.now() };
      change(name, { status: 'Updating', pending, failureReason: undefined });
      inBackground(moveTo(name, config, steps, deployment));
    },

    remove: (name: string, arn: string): void => {
      change(name, { status: 'Deleting' });
      inBackground(stopFleets(name).then(() => forget(name, arn)));
    },

    /** Brings up again what was in service when the local cloud was stopped. Resolves when all endpoints have settled. */
    restore: async (): Promise<void> => {
      for (const [name, { status, pending }] of store.endpoints) {
        if (status === 'Failed') continue;
        if (status !== 'Creating') change(name, { status: 'SystemUpdating', pending: undefined });
        const cut = `The local cloud was stopped during the update to ${pending?.config}.`;
        inBackground(start(name, pending ? cut : undefined));
      }
      await Promise.all(settling);
    },

    stop: async (): Promise<void> => {
      stopping.abort();
      await Promise.all(settling);
      await Promise.all([...routes.keys()].map(stopFleets));
    },
  };
};
export type Lifecycle = ReturnType<typeof createLifecycle>;
