import path from 'node:path';
import { type Addresses, planAddresses } from './addresses.ts';
import { createCloudWatch } from './cloudwatch/cloudwatch.ts';
import { type Core, startCore } from './core.ts';
import { createDeliver } from './deliver.ts';
import type { PageHandler } from './front-door/pages.ts';
import { roleArn } from './iam/principal.ts';
import { createIdentityProvider } from './identity/identity-provider.ts';
import type { Client, Persona } from './identity/persona.ts';
import { fileCheckpoints } from './lambda/checkpoints.ts';
import { startStreams } from './lambda/streams.ts';
import { kindsOf, makeResources } from './make-resources.ts';
import { servicePages } from './pages/service-pages.ts';
import { lockFolder } from './processes/lock.ts';
import type { SageMakerDeps } from './sagemaker/create-sagemaker.ts';
import type { Deliver } from './service.ts';
import { createServices, type Services } from './services.ts';
import { readAssembly, type Stack } from './template/assembly.ts';
import { createCloudFormation } from './template/cloudformation.ts';
import { type LoadedStack, loadStacks } from './template/load.ts';

export interface CloudOptions {
  /** Folder of the cloud assembly (`cdk.out`), or the stacks themselves in dependency order. */
  readonly assembly: string | readonly Stack[];
  /** Where everything is kept between runs. Only one local cloud may use it at a time. */
  readonly folder: string;
  /** Of the front door; the identity provider and the HTTP APIs take the ports after it. @default 0: free ones */
  readonly port?: number;
  /** Values of the template's parameters, which may tell the cloud's own addresses. */
  parameters?(addresses: Addresses): Readonly<Record<string, string>>;
  /** Applications and people of the identity provider. @default there is none */
  identity?(addresses: Addresses): { readonly clients: readonly Client[]; readonly personas: readonly Persona[] };
  /** The process that serves for a SageMaker image. @default no image is known */
  readonly images?: SageMakerDeps['images'];
  /** A DynamoDB that runs already. @default the variable AWS_ENDPOINT_URL_DYNAMODB, else dynoxide */
  readonly dynamoDbEndpoint?: string;
  /** Divides waits of state machines and of endpoint deployments. @default 1 */
  readonly waitSpeed?: number;
  /** Hears what goes wrong where nobody waits for an answer, and what model servers print. */
  log?(line: string): void;
}

export interface Cloud extends Addresses, Omit<Core, 'stop'>, Omit<Services, 'stop' | 'all'> {
  readonly stacks: readonly LoadedStack[];
  /** Runs a function and gives its result. @throws Error with the function's own error as JSON */
  invokeLambda(nameOrArn: string, payload: unknown): Promise<unknown>;
  /** The value of a stack's output, in whichever stack it is. @throws Error when there is none */
  output(key: string): string;
  /** Adds a page for people under a path of its own, such as `/_local/mail`. */
  page(prefix: string, handler: PageHandler): void;
  /** Ends everything, and leaves no process behind. */
  stop(): Promise<void>;
}

/**
 * Starts a whole local cloud from a synthesized template. @throws TemplateRefused naming everything in the template that
 * it does not provide; Error when the port is taken or another local cloud uses the folder
 */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { folder, port = 0, log = () => {} } = options;
  const stacks = typeof options.assembly === 'string' ? readAssembly(options.assembly) : options.assembly;
  const closing: (() => unknown)[] = [lockFolder(folder)];
  const stop = once(() => closeAll(closing));
  const onError = (error: unknown, what: string) => log(`${what}: ${error instanceof Error ? error.message : error}`);
  try {
    const cloudwatch = createCloudWatch({
      folder: path.join(folder, 'cloudwatch'),
      putEvent: (event) => services.events.putEvent(event),
      publish: (topicArn, message) => services.topics.publish(topicArn, message),
      deliver: (target, payload, by) => deliver(target, payload, { service: alarmService, ...by }),
      logGroupOf: (name) => core.lambda.functions().find((fn) => fn.name === name)?.logGroup ?? `/aws/lambda/${name}`,
      onError: (error) => onError(error, 'an action of an alarm'),
    });
    const deliver = createDeliver({
      authorize: (who, accesses) => core.iam.authorize(who, accesses),
      invokeEvent: (arn, payload) => core.lambda.invokeEvent(arn, payload),
      sendMessage: (arn, body) => core.queues.deliver(arn, body),
      startExecution: (arn, input) => services.states.start(arn, input),
      publish: (arn, message) => void services.topics.publish(arn, { message }),
    });
    const core = await startCore({
      folder,
      port,
      dynamoDbEndpoint: options.dynamoDbEndpoint ?? process.env.AWS_ENDPOINT_URL_DYNAMODB,
      emit: cloudwatch.emit,
      onLog: cloudwatch.onLog,
      onError,
      deliver,
    });
    closing.push(core.stop);
    const plan = await planAddresses(stacks, port, core.endpoint);
    const services = createServices({
      ...{ folder, core, plan, cloudwatch, deliver, log, onError },
      images: options.images ?? (() => undefined),
      waitSpeed: options.waitSpeed,
    });
    closing.push(services.stop);
    for (const service of services.all) core.frontDoor.serve(service);

    const kinds = kindsOf([core.iam, core.lambda, core.dynamodb, core.queues, ...services.all]);
    const loaded = loadStacks(stacks, kinds, options.parameters?.(plan));
    await makeResources(loaded, kinds);
    core.frontDoor.serve(createCloudFormation(() => loaded, new Date()));
    for (const prefix of ['/_local/dashboard', '/_local/alarms'])
      core.frontDoor.page(prefix, servicePages(cloudwatch.pages));
    for (const prefix of ['/_local/mail', '/_local/mail.json'])
      core.frontDoor.page(prefix, servicePages(services.mail.pages));

    if (options.identity) {
      const provider = createIdentityProvider({
        ...options.identity(plan),
        port: plan.issuerPort,
        folder: path.join(folder, 'identity'),
        onError: (error) => onError(error, 'the identity provider'),
      });
      closing.push(provider.stop);
      await provider.start();
    }
    closing.push(await startWork(folder, core, services, cloudwatch.start, deliver, onError));
    return {
      ...plan,
      ...core,
      ...services,
      stacks: loaded,
      invokeLambda: async (nameOrArn, payload) => {
        const outcome = await core.lambda.invoke(nameOrArn, JSON.stringify(payload ?? {}));
        if (outcome.failed) throw new Error(outcome.payload);
        return JSON.parse(outcome.payload);
      },
      output: (key) => {
        const found = loaded.flatMap(({ outputs }) => outputs).find((output) => output.key === key);
        if (!found) throw new Error(`No stack has an output ${key}.`);
        return found.value;
      },
      page: core.frontDoor.page,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

const alarmService = 'lambda.alarms.cloudwatch.amazonaws.com';

/** Begins everything that runs by itself, once all resources are there. Gives what ends it. */
const startWork = async (
  folder: string,
  core: Core,
  services: Services,
  startAlarms: () => void,
  deliver: Deliver,
  onError: (error: unknown, what: string) => void,
): Promise<() => Promise<void>> => {
  await services.httpApi.start();
  await services.sagemaker.start();
  const streams = startStreams({
    lambda: core.lambda,
    callStreams: core.dynamodb.call,
    checkpoints: fileCheckpoints(path.join(folder, 'lambda')),
    authorize: (role, action, resource) => core.iam.authorize({ kind: 'role', name: role }, [{ action, resource }]),
    deliver: (target, body, role) => deliver(target, body, { roleArn: roleArn(role) }),
    onError,
    now: Date.now,
  });
  core.dynamodb.onWrite(streams.poke);
  core.dynamodb.start();
  core.queues.start();
  services.events.start();
  services.scheduler.start();
  startAlarms();
  return streams.stop;
};

/** In the opposite order of opening; one that fails does not keep the others open. */
const closeAll = async (closing: readonly (() => unknown)[]): Promise<void> => {
  const failures: unknown[] = [];
  for (const close of closing.toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'The local cloud could not be ended cleanly.');
};

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};
