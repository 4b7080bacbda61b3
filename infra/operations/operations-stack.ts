import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import type { PipelineStack } from '../pipeline/pipeline-stack.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { FleetDashboard } from './fleet-dashboard.ts';

export interface OperationsStackProps extends StackProps {
  readonly stage: Stage;
  readonly pipeline: PipelineStack;
}

/** What operators look at and what wakes them. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { stage, pipeline, ...props }: OperationsStackProps) {
    super(scope, id, props);
    const tell = new AlarmTopic(this, 'Topic');
    new Alarms(this, 'Alarms', { stage, pipeline, tell });
    new FleetDashboard(this, 'Fleet', { stage, pipeline });
  }
}
