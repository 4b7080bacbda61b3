import { ArnFormat, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type CfnStateMachine, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type AslFile, readAslFile } from './asl-file.ts';
import { acknowledgePattern, allowPattern } from './patterns.ts';
import { stateMachinesFolder } from './sources.ts';

export interface WorkflowProps {
  /** File under state-machines/, without `.asl.json`. */
  readonly definition: string;
  /** What a person notices when a run fails. */
  readonly impact: string;
  readonly logDays: RetentionDays;
  /** Functions it may invoke; `Receive` fills the placeholder `${ReceiveArn}`. @default none */
  readonly functions?: Readonly<Record<string, IFunction>>;
  /** Machines it may start; `Endpoint` fills `${EndpointMachineArn}`. @default none */
  readonly machines?: Readonly<Record<string, StateMachine>>;
  /** Resources on which it may call services directly, by IAM action. Only the calls that the file makes are granted. @default none */
  readonly calls?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A state machine from its file. It refuses to synthesise when the file and the construct disagree: on placeholders, or
 * on service calls without a resource. It may do exactly what the file does.
 */
export class Workflow extends StateMachine {
  readonly impact: string;
  readonly definitionName: string;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    const file = readAslFile(stateMachinesFolder(scope), props.definition);
    const substitutions = substitutionsOf(props);
    requireAgreement(props.definition, file.placeholders, new Set(Object.keys(substitutions)));
    super(scope, id, {
      comment: `Slipway: ${props.definition}`,
      definitionBody: DefinitionBody.fromString(file.definition),
      // CloudFormation refuses an empty map.
      ...(Object.keys(substitutions).length > 0 && { definitionSubstitutions: substitutions }),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(scope, `${id}Log`, {
          retention: props.logDays,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
        level: LogLevel.ERROR,
        // Inputs hold task tokens; they must not reach a log.
        includeExecutionData: false,
      },
    });
    this.impact = props.impact;
    this.definitionName = props.definition;
    for (const invoked of Object.values(props.functions ?? {}))
      this.allow(['lambda:InvokeFunction'], [invoked.functionArn]);
    this.allowMachines(Object.values(props.machines ?? {}), file);
    for (const call of file.serviceCalls)
      allowPattern(this, {
        actions: [call],
        resources: resourcesFor(call, props),
        reason: 'Endpoints and schedules get their names at run time, under one prefix or in one group.',
      });
    if (file.startsItself) this.allowStartingItself();
    if (file.definition.includes('"TimeoutSeconds":"{%')) this.acceptTimeoutExpression();
    this.acknowledge();
  }

  /** JSONata states may compute their timeout (Amazon States Language, Task state); cfn-lint's schema knows numbers only. */
  private acceptTimeoutExpression(): void {
    (this.node.defaultChild as CfnStateMachine).addMetadata('cfn-lint', { config: { ignore_checks: ['E3601'] } });
  }

  private allow(actions: string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions, resources: [...resources] }));
  }

  private allowMachines(machines: readonly StateMachine[], file: AslFile): void {
    if (machines.length === 0) return;
    const arns = machines.map((machine) => machine.stateMachineArn);
    this.allow(['states:StartExecution'], arns);
    if (!file.waitsForMachines) return;
    allowPattern(this, {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: machines.map(executionsOf),
      reason: 'Step Functions names the runs of child machines.',
    });
    // `.sync` is told of the end of a child by this rule, which Step Functions makes and owns.
    const rule = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';
    this.allow(
      ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      [Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: rule })],
    );
  }

  /**
   * The children of a Distributed Map are executions of the machine itself. A policy of its own: the machine waits for its
   * role's first one, which therefore cannot name the machine.
   */
  private allowStartingItself(): void {
    const policy = new Policy(this, 'MapRuns', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [executionsOf(this)],
        }),
      ],
    });
    this.role.attachInlinePolicy(policy);
    acknowledgePattern(policy, executionsOf(this), 'Step Functions names the children of a map run.');
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason:
          'Level ALL would log every input, and inputs hold task tokens. Errors are logged; the history has the rest.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Log delivery and X-Ray have no resources to name. test/infra/least-privilege.suite.ts lists every action that may stand on *.',
      },
    );
  }
}

/** ARN pattern of all runs of a machine. */
export const executionsOf = (machine: StateMachine): string =>
  Stack.of(machine).formatArn({
    service: 'states',
    resource: 'execution',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `${machine.stateMachineName}:*`,
  });

const substitutionsOf = ({ functions = {}, machines = {} }: WorkflowProps): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(functions).map(([name, { functionArn }]) => [`${name}Arn`, functionArn])),
  ...Object.fromEntries(
    Object.entries(machines).map(([name, { stateMachineArn }]) => [`${name}MachineArn`, stateMachineArn]),
  ),
});

const requireAgreement = (definition: string, wanted: ReadonlySet<string>, given: ReadonlySet<string>): void => {
  const missing = [...wanted.difference(given)];
  const unused = [...given.difference(wanted)];
  if (missing.length > 0) throw new Error(`${definition}.asl.json uses ${missing.join(', ')}, which nobody gives it.`);
  if (unused.length > 0) throw new Error(`${definition}.asl.json does not use ${unused.join(', ')}.`);
};

const resourcesFor = (call: string, { calls = {}, definition }: WorkflowProps): readonly string[] => {
  const resources = calls[call];
  if (!resources) throw new Error(`${definition}.asl.json calls ${call}, and no resource is given for it.`);
  return resources;
};
