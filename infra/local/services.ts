import path from 'node:path';
import type { Plan } from './addresses.ts';
import type { CloudWatch } from './cloudwatch/cloudwatch.ts';
import type { Core } from './core.ts';
import { createEvents, type Events } from './events/create-events.ts';
import { authenticate } from './front-door/authenticate.ts';
import { operatorKeys } from './front-door/credentials.ts';
import { createHttpApi, type HttpApi } from './http-api/http-api.ts';
import { createKms } from './kms/create-kms.ts';
import { createMail, type MailService } from './mail/create-mail.ts';
import { objectsOf } from './objects.ts';
import { createS3 } from './s3/create-s3.ts';
import { createSageMaker, type SageMaker, type SageMakerDeps } from './sagemaker/create-sagemaker.ts';
import { createScheduler, type Scheduler } from './scheduler/create-scheduler.ts';
import type { Deliver, Service } from './service.ts';
import { createStates, type States } from './states/create-states.ts';
import { createTopics, type TopicService } from './topics/topics.ts';

export interface ServicesDeps {
  readonly folder: string;
  readonly core: Core;
  readonly plan: Plan;
  readonly cloudwatch: CloudWatch;
  readonly deliver: Deliver;
  /** The process that serves for a SageMaker image. */
  readonly images: SageMakerDeps['images'];
  /** Divides waits of state machines and of endpoint deployments. */
  readonly waitSpeed?: number;
  log(line: string): void;
  onError(error: unknown, what: string): void;
}

export interface Services {
  readonly events: Events;
  readonly scheduler: Scheduler;
  readonly topics: TopicService;
  readonly mail: MailService;
  readonly states: States;
  readonly sagemaker: SageMaker;
  readonly httpApi: HttpApi;
  /** All of them, the core's aside. */
  readonly all: readonly Service[];
  stop(): Promise<void>;
}

/** Makes the services that stand on the core, and connects them. */
export const createServices = (deps: ServicesDeps): Services => {
  const { core, plan, cloudwatch, deliver, folder, onError, waitSpeed } = deps;
  const { iam, keys, lambda, endpoint } = core;
  const { emit } = cloudwatch;
  const objects = objectsOf(endpoint, operatorKeys);

  const events = createEvents({
    deliver,
    folder: path.join(folder, 'events'),
    emit,
    setResourcePolicy: (arn, document) => iam.resourcePolicies.set(arn, document),
    onError,
  });
  const { putEvent } = events;
  const scheduler = createScheduler({ deliver, folder: path.join(folder, 'scheduler'), emit, onError });
  const s3 = createS3({
    folder: path.join(folder, 's3'),
    putEvent,
    registerPolicy: (arn, document) => iam.resourcePolicies.set(arn, document),
  });
  const kms = createKms({
    folder: path.join(folder, 'kms'),
    registerPolicy: (arn, document) => iam.resourcePolicies.set(arn, document, { required: true }),
  });
  const mail = createMail({ folder: path.join(folder, 'mail') });
  const topics = createTopics({
    sendMail: (to, subject, text) => mail.deliver('AWS Notifications <no-reply@sns.amazonaws.com>', to, subject, text),
    deliver: (target, payload, options) => deliver(target, payload, { service: 'sns.amazonaws.com', ...options }),
    onError: (error) => onError(error, 'a delivery of SNS'),
  });
  const states = createStates({
    endpoint: () => endpoint,
    credentials: keys.credentialsFor,
    invokeLambda: async (nameOrArn, payload, roleName) => {
      iam.authorize({ kind: 'role', name: roleName }, [lambda.accessTo(nameOrArn)]);
      const outcome = await lambda.invoke(nameOrArn, JSON.stringify(payload ?? {}));
      const result = JSON.parse(outcome.payload);
      return outcome.failed ? { error: result } : { payload: result };
    },
    authorize: (role, action, resource) => iam.authorize({ kind: 'role', name: role }, [{ action, resource }]),
    putEvent,
    emit,
    folder: path.join(folder, 'states'),
    waitSpeed,
  });
  const sagemaker = createSageMaker({
    folder: path.join(folder, 'sagemaker'),
    images: deps.images,
    readObject: objects.read,
    writeObject: objects.write,
    putEvent,
    emit,
    log: deps.log,
    alarmState: cloudwatch.alarms.stateOf,
    waitSpeed,
  });
  const httpApi = createHttpApi({
    portFor: plan.apiPort,
    invokeLambda: async (functionArn, payload) => {
      const outcome = await lambda.invoke(functionArn, JSON.stringify(payload));
      if (outcome.failed) throw new Error(outcome.payload);
      return JSON.parse(outcome.payload);
    },
    mayInvoke: (functionArn, sourceArn) =>
      iam.decide(
        { kind: 'service', name: 'apigateway.amazonaws.com' },
        { action: 'lambda:InvokeFunction', resource: functionArn, context: { 'aws:SourceArn': sourceArn } },
      ).allowed,
    authenticate: (request) => authenticate(keys, request, 'execute-api', new Date()),
    mayCall: (caller, access) => iam.decide(caller, access).allowed,
    emit,
    writeLog: cloudwatch.writeLog,
  });

  return {
    events,
    scheduler,
    topics,
    mail,
    states,
    sagemaker,
    httpApi,
    all: [cloudwatch, events, scheduler, s3, kms, mail, topics, states, sagemaker, httpApi],
    stop: async () => {
      // First what starts work, then what does it; S3 outlives SageMaker, which writes captured traffic at the end.
      scheduler.stop();
      events.stop();
      await httpApi.stop();
      await states.stop?.();
      await sagemaker.stop();
      objects.stop();
      await s3.stop?.();
      cloudwatch.stop();
    },
  };
};
