import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Env as PlanEnv } from '../../functions/plan-rollback/env.ts';
import type { Env as RecordEnv } from '../../functions/record-rollback/env.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Endpoints } from './endpoints.ts';
import type { Foundation } from './foundation.ts';

export interface RollbackProps extends Foundation {
  readonly endpoints: Endpoints;
  readonly onnxImage: string;
}

/** Brings the last approved good version back, verified and on record. */
export class Rollback extends Construct {
  readonly machine: Workflow;

  constructor(scope: Construct, id: string, { stage, storage, endpoints, onnxImage }: RollbackProps) {
    super(scope, id);
    const { artefacts, capture, evidence } = storage.buckets;
    const plan = new PipelineFunction<PlanEnv>(this, 'Plan', {
      name: 'plan-rollback',
      environment: {
        ...storage.ledger.environment,
        ARTEFACT_BUCKET: artefacts.bucketName,
        EVIDENCE_BUCKET: evidence.bucketName,
        CAPTURE_BUCKET: capture.bucketName,
        MODEL_ROLE_ARN: endpoints.modelRole.roleArn,
        ONNX_IMAGE: onnxImage,
      },
      impact: 'machine',
      logDays: stage.logDays,
      // It hashes the model again, whatever its size.
      timeout: Duration.minutes(15),
      memory: 1024,
    });
    storage.ledger.registry.allowReading(plan);
    artefacts.allowReading(plan);
    evidence.allowReading(plan);

    const record = new PipelineFunction<RecordEnv>(this, 'Record', {
      name: 'record-rollback',
      environment: { ...storage.ledger.environment, EVIDENCE_BUCKET: evidence.bucketName },
      impact: 'machine',
      logDays: stage.logDays,
      timeout: Duration.minutes(4),
    });
    storage.ledger.allowCommitting(record);
    evidence.allowReading(record);
    endpoints.allowAsking(record);

    this.machine = new Workflow(this, 'Machine', {
      definition: 'rollback',
      impact: 'A roll-back did not finish: the version that was to be replaced may still be serving.',
      logDays: stage.logDays,
      functions: { PlanRollback: plan, RecordRollback: record },
      machines: { Endpoint: endpoints.bringUp },
    });
  }
}
