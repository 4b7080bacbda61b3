import { existsSync } from 'node:fs';
import path from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { bundlesFolder } from './sources.ts';

export interface PipelineFunctionProps<Env extends Readonly<Record<string, string>>> {
  /** Folder under functions/. */
  readonly name: string;
  /** Exactly the variables of the function's env.ts. */
  readonly environment: Env;
  /** What a person notices when this function fails; `machine` where a state machine notices first and says so. */
  readonly impact: string;
  readonly logDays: RetentionDays;
  /** Below the TimeoutSeconds of every state that waits for it. @default 50 seconds */
  readonly timeout?: Duration;
  /** Megabytes. @default 512 */
  readonly memory?: number;
  /** Where an event goes that the function could not take. Only for functions that events start. @default none */
  readonly deadLetters?: IQueue;
  /** Only where a key policy must name the role. @default named by CloudFormation */
  readonly roleName?: string;
}

/** A Lambda function from functions/<name>, bundled by infra/bin/bundle.ts, with a role that can only log and trace until it is granted more. */
export class PipelineFunction<Env extends Readonly<Record<string, string>>> extends LambdaFunction {
  readonly impact: string;
  /** Folder under functions/, which is what people call it. */
  readonly functionFolder: string;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps<Env>) {
    const folder = path.join(bundlesFolder(scope), props.name);
    if (!existsSync(path.join(folder, 'index.js')))
      throw new Error(`There is no bundle of functions/${props.name} in ${folder}. Run npm run build first.`);
    const role = new Role(scope, `${id}Role`, {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What functions/${props.name} may do.`,
    });
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: props.logDays,
      // What happened is worth keeping for an inquiry after the stack is gone; the retention still ends it.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    super(scope, id, {
      description: `Slipway: ${props.name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(folder, { exclude: ['*.map'] }),
      environment: props.environment,
      timeout: props.timeout ?? Duration.seconds(50),
      memorySize: props.memory ?? 512,
      tracing: Tracing.ACTIVE,
      deadLetterQueue: props.deadLetters,
      role,
      logGroup,
    });
    this.impact = props.impact;
    this.functionFolder = props.name;
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray has no resources to name. test/infra/least-privilege.suite.ts lists every action that may stand on *.',
    });
  }
}
