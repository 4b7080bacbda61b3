/** How a Task waits: for the answer of the call, for the child execution, or for its task token. */
type Pattern = 'requestResponse' | 'sync' | 'callback';

/** The `Resource` of a Task, taken apart. */
export interface TaskResource {
  readonly kind: 'lambda' | 'sdk' | 'startExecution' | 'putEvents';
  /** As history events write them: `aws-sdk:sagemaker` and `createEndpoint`, `lambda` and `invoke.waitForTaskToken`. */
  readonly resourceType: string;
  readonly resource: string;
  readonly action: string;
  readonly pattern: Pattern;
}

const OPTIMISED: Readonly<Record<string, TaskResource['kind']>> = {
  'lambda:invoke': 'lambda',
  'states:startExecution': 'startExecution',
  'events:putEvents': 'putEvents',
};
const SHAPE =
  /^arn:aws:states:::(?<type>aws-sdk:[a-z0-9]+|[a-z]+):(?<action>[a-zA-Z0-9]+)(?<suffix>\.waitForTaskToken|\.sync:2)?$/;

/** Takes a resource apart, or gives nothing when this interpreter has no such integration. */
export const parseResource = (arn: string): TaskResource | undefined => {
  const { type, action, suffix = '' } = SHAPE.exec(arn)?.groups ?? {};
  if (!type || !action) return undefined;
  const kind = type.startsWith('aws-sdk:') ? 'sdk' : OPTIMISED[`${type}:${action}`];
  if (!kind || (suffix === '.sync:2' && kind !== 'startExecution')) return undefined;
  const pattern = suffix === '' ? 'requestResponse' : suffix === '.sync:2' ? 'sync' : 'callback';
  return { kind, resourceType: type, resource: `${action}${suffix}`, action, pattern };
};
