import { type Expression, parseExpression } from '../scheduler/expression.ts';
import { NotImplementedLocally, type Resource, ServiceError } from '../service.ts';
import { busName, ruleArn } from './arns.ts';
import type { RetryPolicy } from './courier.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { compileTransform, type Transform } from './transform.ts';

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly deadLetterArn?: string;
  readonly retry: RetryPolicy;
  readonly transform: Transform;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly description?: string;
  /** As JSON text, and as what it means. */
  readonly pattern?: { readonly text: string; readonly matches: Pattern };
  readonly schedule?: { readonly text: string; readonly expression: Expression };
  readonly enabled: boolean;
  readonly targets: readonly Target[];
}

const targetProperties = new Set([
  'Arn',
  'DeadLetterConfig',
  'Id',
  'Input',
  'InputPath',
  'InputTransformer',
  'RetryPolicy',
  'RoleArn',
]);
const targetServices = new Set(['lambda', 'states', 'sqs', 'sns']);

/** @throws ServiceError for a rule that AWS would refuse, NotImplementedLocally for what is not here */
export const readRule = ({ name, properties }: Resource): Rule => {
  const { EventBusName, EventPattern, ScheduleExpression, Description, State = 'ENABLED', Targets = [] } = properties;
  const bus = busName(EventBusName);
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw new ServiceError('ValidationException', `${name}: EventPattern or ScheduleExpression must be given.`);
  if (ScheduleExpression !== undefined && bus !== 'default')
    throw new ServiceError('ValidationException', `${name}: ScheduleExpression needs the default event bus.`);
  if (State !== 'ENABLED' && State !== 'DISABLED')
    throw new NotImplementedLocally(`the state ${State} of the rule ${name}`);
  return {
    name,
    bus,
    arn: ruleArn(name),
    description: Description === undefined ? undefined : String(Description),
    pattern: EventPattern === undefined ? undefined : readPattern(EventPattern),
    schedule: ScheduleExpression === undefined ? undefined : readSchedule(String(ScheduleExpression)),
    enabled: State === 'ENABLED',
    targets: (Targets as Readonly<Record<string, unknown>>[]).map((target) => readTarget(name, target)),
  };
};

const readPattern = (pattern: unknown) => ({
  text: typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
  matches: compilePattern(pattern),
});

const readSchedule = (text: string) => {
  const expression = parseExpression(text);
  if (expression.kind === 'at')
    throw new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  return { text, expression };
};

const readTarget = (rule: string, target: Readonly<Record<string, unknown>>): Target => {
  const stranger = Object.keys(target).find((property) => !targetProperties.has(property));
  if (stranger) throw new NotImplementedLocally(`${stranger} of a target of the rule ${rule}`);
  const arn = String(target.Arn);
  const service = arn.split(':')[2] ?? '';
  if (!targetServices.has(service)) throw new NotImplementedLocally(`the target ${arn} of the rule ${rule}`);
  if (service === 'states' && target.RoleArn === undefined)
    throw new ServiceError('ValidationException', `RoleArn is required for target ${arn}.`);
  return {
    id: String(target.Id),
    arn,
    roleArn: target.RoleArn === undefined ? undefined : String(target.RoleArn),
    deadLetterArn: (target.DeadLetterConfig as { Arn?: string } | undefined)?.Arn,
    retry: retryOf(target.RetryPolicy),
    transform: compileTransform(target),
  };
};

const retryOf = (policy: unknown): RetryPolicy => {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = (policy ?? {}) as Record<string, unknown>;
  return {
    MaximumRetryAttempts: MaximumRetryAttempts === undefined ? undefined : Number(MaximumRetryAttempts),
    MaximumEventAgeInSeconds: MaximumEventAgeInSeconds === undefined ? undefined : Number(MaximumEventAgeInSeconds),
  };
};
