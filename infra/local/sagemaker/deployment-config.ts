import * as z from 'zod';
import { ServiceError } from '../service.ts';

const Size = z.strictObject({ Type: z.enum(['INSTANCE_COUNT', 'CAPACITY_PERCENT']), Value: z.int().min(1) });
type Size = z.output<typeof Size>;
const Wait = z.int().min(0).max(3600);
const Timeout = z.int().min(600).max(28_800).optional();

/** How an update moves traffic. Limits: FACTS 4.6, and the API reference of `DeploymentConfig`. */
export const DeploymentConfig = z.strictObject({
  BlueGreenUpdatePolicy: z
    .strictObject({
      TrafficRoutingConfiguration: z.strictObject({
        Type: z.enum(['ALL_AT_ONCE', 'CANARY', 'LINEAR']),
        WaitIntervalInSeconds: Wait,
        CanarySize: Size.optional(),
        LinearStepSize: Size.optional(),
      }),
      TerminationWaitInSeconds: Wait.default(0),
      MaximumExecutionTimeoutInSeconds: Timeout,
    })
    .optional(),
  RollingUpdatePolicy: z
    .strictObject({
      MaximumBatchSize: Size,
      WaitIntervalInSeconds: Wait,
      MaximumExecutionTimeoutInSeconds: Timeout,
      RollbackMaximumBatchSize: Size.optional(),
    })
    .optional(),
  AutoRollbackConfiguration: z
    .strictObject({
      Alarms: z
        .array(z.strictObject({ AlarmName: z.string().min(1).max(255) }))
        .min(1)
        .max(10),
    })
    .optional(),
});
export type DeploymentConfig = z.output<typeof DeploymentConfig>;

/** A stage of an update: which share of the traffic the new fleet gets, and how long before the next. */
export interface Step {
  readonly share: number;
  readonly waitSeconds: number;
}

const ALL_AT_ONCE: readonly Step[] = [{ share: 1, waitSeconds: 0 }];

/**
 * The stages of an update of a fleet of so many instances.
 * @throws ServiceError ValidationException when the plan breaks a limit of SageMaker's
 */
export const stepsOf = (config: DeploymentConfig | undefined, instances: number): readonly Step[] => {
  const blueGreen = config?.BlueGreenUpdatePolicy;
  const rolling = config?.RollingUpdatePolicy;
  if (blueGreen && rolling) throw invalid('Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy can be given');
  const steps = blueGreen
    ? routedSteps(blueGreen.TrafficRoutingConfiguration, instances)
    : rolling
      ? evenSteps(shareOf('MaximumBatchSize', rolling.MaximumBatchSize, instances, 0.05), rolling.WaitIntervalInSeconds)
      : ALL_AT_ONCE;
  const timeout = (blueGreen ?? rolling)?.MaximumExecutionTimeoutInSeconds;
  const waits = steps.reduce((sum, step) => sum + step.waitSeconds, blueGreen?.TerminationWaitInSeconds ?? 0);
  if (timeout !== undefined && waits >= timeout)
    throw invalid(`MaximumExecutionTimeoutInSeconds must be longer than all waits together (${waits} s)`);
  return steps;
};

type Routing = NonNullable<DeploymentConfig['BlueGreenUpdatePolicy']>['TrafficRoutingConfiguration'];

const routedSteps = (routing: Routing, instances: number): readonly Step[] => {
  const { Type, WaitIntervalInSeconds: waitSeconds, CanarySize, LinearStepSize } = routing;
  if (Type === 'ALL_AT_ONCE') return [{ share: 1, waitSeconds }];
  if (Type === 'CANARY') {
    if (!CanarySize) throw invalid('CanarySize must be given for traffic routing of type CANARY');
    const share = shareOf('CanarySize', CanarySize, instances, 0);
    return [
      { share, waitSeconds },
      { share: 1, waitSeconds },
    ];
  }
  if (!LinearStepSize) throw invalid('LinearStepSize must be given for traffic routing of type LINEAR');
  return evenSteps(shareOf('LinearStepSize', LinearStepSize, instances, 0.1), waitSeconds);
};

const evenSteps = (share: number, waitSeconds: number): readonly Step[] => {
  const count = Math.ceil(1 / share - 1e-9);
  return Array.from({ length: count }, (_, i) => ({ share: Math.min(1, (i + 1) * share), waitSeconds }));
};

/** A size as a share of the fleet, in whole instances. */
const shareOf = (field: string, { Type, Value }: Size, instances: number, least: number): number => {
  const asked = Type === 'CAPACITY_PERCENT' ? Value / 100 : Value / instances;
  if (asked > 0.5) throw invalid(`${field} must be at most 50 percent of the variant's ${instances} instance(s)`);
  if (asked < least) throw invalid(`${field} must be at least ${least * 100} percent of the variant's instances`);
  if (instances < 2) throw invalid(`${field} needs a variant of at least 2 instances; this one has ${instances}`);
  return Math.max(1, Math.floor(asked * instances)) / instances;
};

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
