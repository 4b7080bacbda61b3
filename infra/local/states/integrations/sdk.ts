import { REGION } from '../../service.ts';
import { StatesError } from '../language/errors.ts';
import type { TaskCall } from '../run/frame.ts';
import { type SdkClient, type SdkOperation, sdkOperation } from './sdk-operation.ts';
import { fromSdk, toSdk } from './shapes.ts';

export interface SdkDeps {
  /** Where the local cloud listens, such as `http://127.0.0.1:4566`. */
  readonly endpoint: () => string;
  readonly credentials: (roleName: string) => { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The name of a role from its ARN. */
export const roleNameOf = (roleArn: string): string => roleArn.split('/').at(-1) ?? roleArn;

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** In the S3 model of today, but not yet in the one that Step Functions runs on: there it is `S3.S3Exception`. */
const MODELLED_LATELY = ['AccessDenied'];

const isModelled = (operation: SdkOperation, name: string): boolean =>
  typeof operation.module[name] === 'function' && !MODELLED_LATELY.includes(name);

/**
 * An SDK error under the name that Step Functions gives it. It calls through the Java SDK, hence `<Prefix>.<Name>Exception` for
 * the errors in a service's model (the suffix is added where the name has none) and `<Prefix>.<Prefix>Exception` for all
 * others, such as SageMaker's ValidationException. See "Using service integrations" in the developer guide.
 */
const statesError = (operation: SdkOperation, problem: SdkError): StatesError => {
  const { prefix } = operation;
  const status = problem.$metadata?.httpStatusCode;
  if (status === undefined) return new StatesError(`${prefix}.SdkClientException`, problem.message);
  const name = isModelled(operation, problem.name)
    ? problem.name.replace(/(Exception)?$/, 'Exception')
    : `${prefix}Exception`;
  const request = `Service: ${prefix}, Status Code: ${status}, Request ID: ${problem.$metadata?.requestId ?? 'null'}`;
  return new StatesError(`${prefix}.${name}`, `${problem.message} (${request}) (SDK Attempt Count: 1)`);
};

/** Calls AWS operations by name through the SDK's own clients, as the role of the machine. One client per role and service. */
export const createSdk = (deps: SdkDeps) => {
  const clients = new Map<string, SdkClient>();

  const clientFor = (operation: SdkOperation, roleName: string): SdkClient => {
    const key = `${operation.prefix} ${roleName} ${deps.endpoint()}`;
    const known = clients.get(key);
    if (known) return known;
    const client = new operation.clientClass({
      region: REGION,
      endpoint: deps.endpoint(),
      credentials: deps.credentials(roleName),
      // trying again is for the machine to say
      maxAttempts: 1,
    });
    clients.set(key, client);
    return client;
  };

  return {
    /** Sends JSON arguments to `aws-sdk:<service>:<action>` and gives the reply as JSON, or throws `StatesError`. */
    call: async (service: string, action: string, given: unknown, task: TaskCall): Promise<unknown> => {
      const operation = await sdkOperation(service, action);
      const command = operation.command(toSdk(given ?? {}, operation.inputShape));
      const client = clientFor(operation, roleNameOf(task.run.roleArn));
      try {
        return await fromSdk(await client.send(command, { abortSignal: task.signal }), operation.outputShape);
      } catch (problem) {
        throw statesError(operation, problem as SdkError);
      }
    },
    stop: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
};

export type Sdk = ReturnType<typeof createSdk>;
