import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { StatesError } from '../language/errors.ts';
import type { TaskCall } from '../run/frame.ts';
import { roleNameOf } from './sdk.ts';

/** Runs a Lambda function as a role and says how it went; throws `ServiceError` when it could not be run at all. */
export type InvokeLambda = (
  functionNameOrArn: string,
  payload: unknown,
  roleName: string,
) => Promise<
  | { readonly payload: unknown }
  | {
      readonly error: { readonly errorType: string; readonly errorMessage: string; readonly trace?: readonly string[] };
    }
>;

/** Arguments of `lambda:invoke` that the local cloud honours. */
export const LambdaArguments = z.strictObject({
  FunctionName: z.string(),
  Payload: z.unknown().optional(),
  InvocationType: z.literal('RequestResponse').optional(),
});

/** Errors of the Lambda service itself that Step Functions passes on by name; all others come as `Lambda.AWSLambdaException`. */
const SERVICE_ERRORS = [
  'InvalidRequestContentException',
  'ResourceConflictException',
  'ResourceNotFoundException',
  'ResourceNotReadyException',
  'ServiceException',
  'TooManyRequestsException',
];

/**
 * `lambda:invoke`. A function that throws gives an error by its `errorType`, with `errorMessage`, `errorType` and `trace` as a JSON
 * cause; one that runs out of time gives `Sandbox.Timedout`, as the runtime reports it.
 */
export const invokeFunction = async (invoke: InvokeLambda, task: TaskCall): Promise<unknown> => {
  const parsed = LambdaArguments.safeParse(task.arguments);
  if (!parsed.success)
    throw new StatesError('States.Runtime', `Arguments of lambda:invoke: ${z.prettifyError(parsed.error)}`);
  const { FunctionName, Payload = {} } = parsed.data;
  const answer = await invoke(FunctionName, Payload, roleNameOf(task.run.roleArn)).catch((problem: unknown) => {
    const code = problem instanceof ServiceError ? problem.code : 'SdkClientException';
    const name = SERVICE_ERRORS.includes(code) || code === 'SdkClientException' ? code : 'AWSLambdaException';
    throw new StatesError(`Lambda.${name}`, (problem as Error).message);
  });
  if (!('error' in answer)) return { ExecutedVersion: '$LATEST', Payload: answer.payload ?? null, StatusCode: 200 };
  const { errorType, errorMessage, trace } = answer.error;
  throw new StatesError(
    errorType || 'Lambda.Unknown',
    JSON.stringify({ errorMessage, errorType, ...(trace ? { trace } : {}) }),
  );
};
