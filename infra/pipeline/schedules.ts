import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface SchedulesProps {
  /** The machine that every schedule of the group starts. */
  readonly starts: StateMachine;
}

/** The group of the models' schedules, made and removed by the release and retire machines, and the role they start under. */
export class Schedules extends Construct {
  readonly group: string;
  readonly role: Role;
  /** Every schedule of the group. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { starts }: SchedulesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.group = new CfnScheduleGroup(this, 'Group').ref;
    this.arn = stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${this.group}/*` });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'Slipway: starts drift checks on schedule.',
    });
    starts.grantStartExecution(this.role);
  }

  /** Lets a machine hand this role to the schedules that it makes. */
  allowPassingRole(machine: StateMachine): void {
    machine.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
  }
}
