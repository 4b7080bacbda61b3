import { Construct } from 'constructs';
import type { Env as PlanEnv } from '../../functions/plan-retirement/env.ts';
import type { Env as RecordEnv } from '../../functions/record-retirement/env.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Endpoints } from './endpoints.ts';
import type { Foundation } from './foundation.ts';
import type { Schedules } from './schedules.ts';

export interface RetirementProps extends Foundation {
  readonly endpoints: Endpoints;
  readonly schedules: Schedules;
}

/** Takes a live model out of service; its bytes and its record stay. */
export class Retirement extends Construct {
  readonly machine: Workflow;

  constructor(scope: Construct, id: string, { stage, storage, endpoints, schedules }: RetirementProps) {
    super(scope, id);
    const plan = new PipelineFunction<PlanEnv>(this, 'Plan', {
      name: 'plan-retirement',
      environment: { ...storage.ledger.environment, SCHEDULE_GROUP: schedules.group },
      impact: 'machine',
      logDays: stage.logDays,
    });
    storage.ledger.registry.allowReading(plan);
    const record = new PipelineFunction<RecordEnv>(this, 'Record', {
      name: 'record-retirement',
      environment: storage.ledger.environment,
      impact: 'machine',
      logDays: stage.logDays,
    });
    storage.ledger.allowCommitting(record);

    this.machine = new Workflow(this, 'Machine', {
      definition: 'retire',
      impact: 'A retirement did not finish: the model may still be serving, or costing.',
      logDays: stage.logDays,
      functions: { PlanRetirement: plan, RecordRetirement: record },
      machines: { EndpointRemoval: endpoints.remove },
      calls: { 'scheduler:DeleteSchedule': [schedules.arn] },
    });
  }
}
