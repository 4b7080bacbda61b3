import { ACCOUNT, NotImplementedLocally, REGION, type Resource, type ResourceKind, ServiceError } from '../service.ts';
import type { AsyncConfig } from './async-invoke.ts';
import type { LambdaFunction } from './function.ts';
import { functionArn, functionNameOf } from './function-name.ts';
import { type Mapping, mappingOf } from './mapping.ts';

export interface LambdaResourcesDeps {
  /** Puts the code where it can run, and gives the folder. */
  unpack(asset: string | undefined, functionName: string): string;
  addFunction(fn: LambdaFunction): void;
  addMapping(mapping: Mapping): void;
  configureAsync(functionName: string, config: AsyncConfig): void;
  setResourcePolicy(functionArn: string, owner: string, document: unknown): void;
  /** Whether the role trusts Lambda. */
  mayAssume(roleArn: string): boolean;
}

type Properties = Readonly<Record<string, unknown>>;

export const lambdaResources = (deps: LambdaResourcesDeps): Readonly<Record<string, ResourceKind>> => ({
  'AWS::Lambda::Function': {
    // Ignored: Architectures (the machine's own runs it), TracingConfig (nothing collects traces), EphemeralStorage (the
    // machine's /tmp), Description and Tags (for people).
    properties: [
      'Architectures',
      'Code',
      'DeadLetterConfig',
      'Description',
      'Environment',
      'EphemeralStorage',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'PackageType',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Tags',
      'Timeout',
      'TracingConfig',
    ],
    nameProperty: 'FunctionName',
    attributes: (name) => ({ Arn: functionArn(name) }),
    create: (resource) => deps.addFunction(functionOf(resource, deps)),
  },
  'AWS::Lambda::Permission': {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
    attributes: () => ({}),
    create: ({ name, properties }) => {
      const arn = functionArn(functionNameOf(text(properties.FunctionName)));
      deps.setResourcePolicy(arn, name, permissionPolicy(arn, properties));
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'StartingPosition',
      'Tags',
    ],
    attributes: (name) => ({
      Id: name,
      EventSourceMappingArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:event-source-mapping:${name}`,
    }),
    create: (resource) => deps.addMapping(mappingOf(resource)),
  },
  'AWS::Lambda::EventInvokeConfig': {
    properties: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
    attributes: () => ({}),
    create: ({ properties }) => {
      if (properties.Qualifier !== '$LATEST')
        throw new NotImplementedLocally(`the version or alias ${text(properties.Qualifier)} of a function`);
      const destinations = (properties.DestinationConfig ?? {}) as Record<string, { Destination?: string }>;
      deps.configureAsync(functionNameOf(text(properties.FunctionName)), {
        retries: optionalNumber(properties.MaximumRetryAttempts),
        maximumAge: optionalNumber(properties.MaximumEventAgeInSeconds),
        onFailureArn: destinations.OnFailure?.Destination,
        onSuccessArn: destinations.OnSuccess?.Destination,
      });
    },
  },
});

const functionOf = ({ name, properties, asset }: Resource, deps: LambdaResourcesDeps): LambdaFunction => {
  if (properties.Runtime !== 'nodejs24.x')
    throw new NotImplementedLocally(`the runtime ${text(properties.Runtime)} of ${name}: only nodejs24.x`);
  if (properties.PackageType !== undefined && properties.PackageType !== 'Zip')
    throw new NotImplementedLocally(`the package type ${text(properties.PackageType)} of ${name}`);
  const role = text(properties.Role);
  if (!deps.mayAssume(role))
    throw new ServiceError(
      'InvalidParameterValueException',
      `The role defined for the function cannot be assumed by Lambda: ${role} (${name}).`,
    );
  const variables = (properties.Environment as { Variables?: Record<string, unknown> })?.Variables ?? {};
  const logging = (properties.LoggingConfig ?? {}) as { LogGroup?: string };
  const deadLetters = (properties.DeadLetterConfig ?? {}) as { TargetArn?: string };
  return {
    name,
    arn: functionArn(name),
    code: deps.unpack(asset, name),
    handler: text(properties.Handler),
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, text(value)])),
    memory: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    roleName: role.split('/').at(-1) ?? '',
    logGroup: logging.LogGroup ?? `/aws/lambda/${name}`,
    description: text(properties.Description),
    reservedConcurrency: optionalNumber(properties.ReservedConcurrentExecutions),
    deadLetterArn: deadLetters.TargetArn,
  };
};

/** A permission is a statement of the function's own policy. */
const permissionPolicy = (arn: string, { Action, Principal, SourceArn, SourceAccount }: Properties) => {
  const principal = text(Principal);
  return {
    Statement: {
      Effect: 'Allow',
      Principal: principal.includes('.') ? { Service: principal } : principal === '*' ? '*' : { AWS: principal },
      Action: text(Action),
      Resource: arn,
      Condition: {
        ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': text(SourceArn) } }),
        ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': text(SourceAccount) } }),
      },
    },
  };
};

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const optionalNumber = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
