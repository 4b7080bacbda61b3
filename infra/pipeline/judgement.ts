import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Env as EvaluateEnv } from '../../functions/evaluate/env.ts';
import type { Env as PlanEndpointEnv } from '../../functions/plan-endpoint/env.ts';
import type { Env as ReceiveEnv } from '../../functions/receive/env.ts';
import type { Env as ValidateEnv } from '../../functions/validate/env.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { gateRoleNames } from '../storage/gate-roles.ts';
import type { Endpoints } from './endpoints.ts';
import type { Foundation } from './foundation.ts';

export interface JudgementProps extends Foundation {
  readonly endpoints: Endpoints;
  readonly onnxImage: string;
}

/** The functions that read a model's bytes: accept them, judge them, measure them, and plan where they serve. */
export class Judgement extends Construct {
  readonly receive: PipelineFunction<ReceiveEnv>;
  readonly validate: PipelineFunction<ValidateEnv>;
  readonly evaluate: PipelineFunction<EvaluateEnv>;
  readonly planEndpoint: PipelineFunction<PlanEndpointEnv>;

  constructor(scope: Construct, id: string, { stage, storage, endpoints, onnxImage }: JudgementProps) {
    super(scope, id);
    const { approvals, ledger, signingKey } = storage;
    const { artefacts, capture, evidence, intake } = storage.buckets;
    const stores = {
      ...ledger.environment,
      ARTEFACT_BUCKET: artefacts.bucketName,
      EVIDENCE_BUCKET: evidence.bucketName,
    };
    // Whole models pass through these, so they get the longest time a function can have.
    const long = { impact: 'machine', logDays: stage.logDays, timeout: Duration.minutes(15) };

    this.receive = new PipelineFunction<ReceiveEnv>(this, 'Receive', {
      ...long,
      name: 'receive',
      environment: { ...stores, INTAKE_BUCKET: intake.bucketName },
      memory: 1024,
      roleName: gateRoleNames(stage).receive,
    });
    intake.allowReading(this.receive);
    artefacts.allowPutting(this.receive);

    this.validate = new PipelineFunction<ValidateEnv>(this, 'Validate', {
      ...long,
      name: 'validate',
      environment: { ...stores, INTAKE_BUCKET: intake.bucketName },
      memory: 2048,
      roleName: gateRoleNames(stage).validate,
    });
    evidence.allowPutting(this.validate);
    artefacts.allowMarking(this.validate);
    intake.allowMarking(this.validate);

    this.evaluate = new PipelineFunction<EvaluateEnv>(this, 'Evaluate', {
      ...long,
      name: 'evaluate',
      environment: stores,
      memory: 2048,
    });
    evidence.allowPutting(this.evaluate);
    endpoints.allowAsking(this.evaluate);

    this.planEndpoint = new PipelineFunction<PlanEndpointEnv>(this, 'PlanEndpoint', {
      ...long,
      name: 'plan-endpoint',
      environment: {
        ...stores,
        APPROVALS_TABLE: approvals.table.tableName,
        CAPTURE_BUCKET: capture.bucketName,
        MODEL_ROLE_ARN: endpoints.modelRole.roleArn,
        ONNX_IMAGE: onnxImage,
        SIGNING_KEY_ARN: signingKey.key.keyArn,
      },
      memory: 1024,
    });
    approvals.allowReading(this.planEndpoint);
    signingKey.allowVerifying(this.planEndpoint);

    for (const grantee of [this.receive, this.validate, this.evaluate, this.planEndpoint]) {
      ledger.allowCommitting(grantee);
      artefacts.allowReading(grantee);
      evidence.allowReading(grantee);
    }
  }
}
