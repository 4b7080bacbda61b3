import { ServiceError } from '../../service.ts';
import type { Definition, MapState, TaskState } from '../language/definition.ts';
import { allStates } from '../language/parse-definition.ts';
import { parseResource } from '../language/resource.ts';
import { LambdaArguments } from './lambda.ts';
import { sdkOperation } from './sdk-operation.ts';
import { argumentFaults } from './shapes.ts';

const OPERATIONS = {
  startExecution: { service: 'sfn', action: 'startExecution' },
  putEvents: { service: 'eventbridge', action: 'putEvents' },
} as const;

const lambdaFaults = (args: unknown): string[] => {
  const parsed = LambdaArguments.safeParse(args);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${['Arguments', ...issue.path].join('/')}: ${issue.message}`);
};

const taskFaults = async (state: TaskState): Promise<string[]> => {
  const resource = parseResource(state.Resource);
  if (!resource || typeof state.Arguments !== 'object') return [];
  if (resource.kind === 'lambda') return lambdaFaults(state.Arguments);
  const service = resource.resourceType.replace('aws-sdk:', '');
  const { service: name, action } =
    resource.kind === 'sdk' ? { service, action: resource.action } : OPERATIONS[resource.kind];
  return argumentFaults(state.Arguments, (await sdkOperation(name, action)).inputShape);
};

const readerFaults = async (state: MapState): Promise<string[]> => {
  if (!state.ItemReader || typeof state.ItemReader.Arguments !== 'object') return [];
  const action = state.ItemReader.Resource.split(':').at(-1) ?? '';
  return argumentFaults(
    state.ItemReader.Arguments,
    (await sdkOperation('s3', action)).inputShape,
    'ItemReader/Arguments',
  );
};

/**
 * Checks every Task of a definition against the SDK: service and action exist, and the parameters written out in `Arguments` are
 * the operation's own, with none of the required ones missing. Throws `InvalidDefinition`, or `NotImplementedLocally`.
 */
export const checkTasks = async (definition: Definition): Promise<void> => {
  const faults: string[] = [];
  for (const [name, state] of allStates(definition)) {
    const found =
      state.Type === 'Task' ? await taskFaults(state) : state.Type === 'Map' ? await readerFaults(state) : [];
    faults.push(...found.map((fault) => `state "${name}": ${fault}`));
  }
  if (faults.length > 0) {
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${faults.join('; ')}`);
  }
};
