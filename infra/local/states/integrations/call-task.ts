import type { TaskCall } from '../run/frame.ts';
import { type InvokeLambda, invokeFunction } from './lambda.ts';
import { putEvents } from './put-events.ts';
import type { Sdk } from './sdk.ts';
import { type Children, startChild } from './start-execution.ts';

/** Hands a Task to the integration behind its resource. */
export const callTask = (sdk: Sdk, invoke: InvokeLambda, children: Children, task: TaskCall): Promise<unknown> => {
  const { kind, resourceType, action } = task.resource;
  switch (kind) {
    case 'lambda':
      return invokeFunction(invoke, task);
    case 'putEvents':
      return putEvents(sdk, task);
    case 'startExecution':
      return startChild(sdk, children, task);
    case 'sdk':
      return sdk.call(resourceType.replace('aws-sdk:', ''), action, task.arguments, task);
  }
};
