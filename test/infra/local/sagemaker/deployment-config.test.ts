import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeploymentConfig, stepsOf } from '../../../../infra/local/sagemaker/deployment-config.ts';

const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT' as const, Value });
const canary = (CanarySize: { Type: 'CAPACITY_PERCENT' | 'INSTANCE_COUNT'; Value: number }, timeout?: number) =>
  DeploymentConfig.parse({
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 300, CanarySize },
      MaximumExecutionTimeoutInSeconds: timeout,
    },
  });
const linear = (value: number) =>
  DeploymentConfig.parse({
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { Type: 'LINEAR', WaitIntervalInSeconds: 60, LinearStepSize: percent(value) },
    },
  });

describe('the steps of a deployment', () => {
  it('are one without a plan', () => {
    expect(stepsOf(undefined, 1)).toEqual([{ share: 1, waitSeconds: 0 }]);
  });

  it('are two for a canary', () => {
    expect(stepsOf(canary({ Type: 'INSTANCE_COUNT', Value: 1 }), 4)).toEqual([
      { share: 0.25, waitSeconds: 300 },
      { share: 1, waitSeconds: 300 },
    ]);
  });

  it.each([
    ['a canary of more than half', canary(percent(51)), 4, 'at most 50 percent'],
    ['a canary of a single instance', canary(percent(50)), 1, 'at least 2 instances'],
    ['a canary of the only instance', canary({ Type: 'INSTANCE_COUNT', Value: 1 }), 1, 'at most 50 percent'],
    ['a linear step below a tenth', linear(9), 20, 'at least 10 percent'],
    ['a timeout shorter than the waits', canary(percent(50), 600), 2, 'longer than all waits together (600 s)'],
    [
      'two policies at once',
      { ...canary(percent(10)), RollingUpdatePolicy: { MaximumBatchSize: percent(10), WaitIntervalInSeconds: 0 } },
      10,
      'Only one of',
    ],
  ])('refuse %s', (_, config, instances, message) => {
    expect(() => stepsOf(config, instances)).toThrow(message);
  });

  it('rise to all of the traffic, never by more than the step', () => {
    const plan = fc.record({ step: fc.integer({ min: 10, max: 50 }), instances: fc.integer({ min: 2, max: 50 }) });
    fc.assert(
      fc.property(plan, ({ step, instances }) => {
        const shares = stepsOf(linear(step), instances).map(({ share }) => share);
        expect(shares.at(-1)).toBe(1);
        const rises = shares.map((share, i) => share - (shares[i - 1] ?? 0));
        const largest = Math.max(step / 100, 1 / instances) + 1e-9;
        expect(rises.every((rise) => rise > 0 && rise <= largest)).toBe(true);
      }),
    );
  });
});
