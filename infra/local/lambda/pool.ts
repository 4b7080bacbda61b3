import { randomUUID } from 'node:crypto';
import { type EmitMetric, ServiceError } from '../service.ts';
import type { LambdaFunction, Outcome } from './function.ts';
import { type Instance, type InstanceDeps, startInstance } from './instance.ts';

export interface PoolDeps extends InstanceDeps {
  /** How many copies of one function may run here at once. More events wait. */
  readonly limit: number;
  /** Milliseconds after which an idle instance ends. */
  readonly idle: number;
  emit: EmitMetric;
}

/** The running copies of one function. */
export interface Pool {
  /** Runs one event. @throws ServiceError TooManyRequestsException when the reserved concurrency is used up */
  invoke(payload: string, requestId?: string): Promise<Outcome>;
  find(token: string): Instance | undefined;
  stop(): Promise<void>;
}

export const createPool = (fn: LambdaFunction, deps: PoolDeps): Pool => {
  const instances = new Map<Instance, { busy: boolean; reaper?: NodeJS.Timeout }>();
  const waiting: (() => void)[] = [];
  let running = 0;
  let stopped = false;
  const report = (name: string, value: number, unit = 'Count') =>
    deps.emit({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: fn.name }, value, unit });

  const take = async (): Promise<Instance> => {
    while (running >= deps.limit) await new Promise<void>((resolve) => waiting.push(resolve));
    if (stopped) throw new ServiceError('ServiceException', 'The local cloud is ending.', 500);
    running += 1;
    for (const [instance, state] of instances) {
      if (!instance.alive) instances.delete(instance);
      else if (!state.busy) {
        state.busy = true;
        clearTimeout(state.reaper);
        return instance;
      }
    }
    const instance = startInstance(fn, deps);
    instances.set(instance, { busy: true });
    return instance;
  };

  const giveBack = (instance: Instance): void => {
    running -= 1;
    const state = instances.get(instance);
    if (!instance.alive) instances.delete(instance);
    else if (state) {
      state.busy = false;
      state.reaper = setTimeout(() => {
        instances.delete(instance);
        void instance.kill();
      }, deps.idle);
      state.reaper.unref();
    }
    waiting.shift()?.();
  };

  let accepted = 0;
  return {
    invoke: async (payload, requestId = randomUUID()) => {
      if (fn.reservedConcurrency !== undefined && accepted >= fn.reservedConcurrency) {
        report('Throttles', 1);
        throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
          Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        });
      }
      accepted += 1;
      try {
        const instance = await take();
        const started = performance.now();
        try {
          const outcome = await instance.run({ requestId, payload });
          report('Invocations', 1);
          report('Errors', outcome.failed ? 1 : 0);
          report('Duration', performance.now() - started, 'Milliseconds');
          report('Throttles', 0);
          if (outcome.failed) deps.onLog(fn.name, failureLine(outcome), requestId);
          return outcome;
        } finally {
          giveBack(instance);
        }
      } finally {
        accepted -= 1;
      }
    },
    find: (token) => [...instances.keys()].find((instance) => instance.token === token),
    stop: async () => {
      stopped = true;
      for (const { reaper } of instances.values()) clearTimeout(reaper);
      for (const release of waiting.splice(0)) release();
      await Promise.all([...instances.keys()].map((instance) => instance.kill()));
      instances.clear();
    },
  };
};

/** As Lambda itself writes into the log of the function what its runtime was told. */
const failureLine = ({ requestId, payload }: Outcome): string => `${requestId}\tERROR\tInvoke Error\t${payload}`;
