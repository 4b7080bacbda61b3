import { ServiceError } from '../../service.ts';
import { sdkPackage } from './sdk-packages.ts';

/** What a command class builds; `schema` is the shape of its operation. */
interface Command {
  readonly schema?: readonly unknown[];
}

/** One operation of one SDK client. */
export interface SdkOperation {
  readonly prefix: string;
  readonly module: Readonly<Record<string, unknown>>;
  readonly clientClass: new (configuration: object) => SdkClient;
  readonly command: (input: unknown) => Command;
  readonly inputShape: unknown;
  readonly outputShape: unknown;
}

export interface SdkClient {
  send(command: unknown, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** Finds the command of `aws-sdk:<service>:<action>`. Refuses by name a service or an action that is not there. */
export const sdkOperation = async (service: string, action: string): Promise<SdkOperation> => {
  const { prefix, client, load } = sdkPackage(service);
  const module = await load();
  const commandName = `${action.charAt(0).toUpperCase()}${action.slice(1)}Command`;
  const commandClass = module[commandName] as (new (input: unknown) => Command) | undefined;
  if (!/^[a-z]/.test(action) || !commandClass) {
    throw new ServiceError('InvalidDefinition', `There is no action "${action}" of aws-sdk:${service}.`);
  }
  const command = (input: unknown) => new commandClass(input);
  const [, , , , inputShape, outputShape] = command({}).schema ?? [];
  const clientClass = module[client] as SdkOperation['clientClass'];
  return { prefix, module, clientClass, command, inputShape, outputShape };
};
