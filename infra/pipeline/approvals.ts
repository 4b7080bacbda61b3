import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Env as ApprovalsEnv } from '../../functions/approvals/env.ts';
import type { Env as ConfirmEnv } from '../../functions/confirm-decision/env.ts';
import type { Env as RequestEnv } from '../../functions/request-approval/env.ts';
import type { Env as SweepEnv } from '../../functions/sweep/env.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { signerRoleName } from '../storage/signing-key.ts';
import type { Foundation } from './foundation.ts';
import type { Mail } from './mail.ts';
import type { Site } from './site.ts';

export interface ApprovalsProps extends Foundation {
  readonly site: Site;
  readonly mail: Mail;
}

/** Asks people, shows them the evidence, takes their decision, and reads it back before anything is deployed. */
export class Approvals extends Construct {
  /** Opens a request and mails its approvers. */
  readonly request: PipelineFunction<RequestEnv>;
  /** Reads the signed decision. */
  readonly confirm: PipelineFunction<ConfirmEnv>;
  /** The pages on which people decide; the only function that signs. */
  readonly pages: PipelineFunction<ApprovalsEnv>;
  /** Reminds, expires, and delivers what was decided but did not arrive. */
  readonly sweep: PipelineFunction<SweepEnv>;

  constructor(scope: Construct, id: string, { stage, storage, site, mail }: ApprovalsProps) {
    super(scope, id);
    const { approvals, ledger, signingKey } = storage;
    const { evidence } = storage.buckets;
    const { logDays } = stage;
    const stores = {
      ...ledger.environment,
      APPROVALS_TABLE: approvals.table.tableName,
      EVIDENCE_BUCKET: evidence.bucketName,
    };
    const writing = { SITE_URL: site.url, MAIL_FROM: mail.from };
    const signing = { SIGNING_KEY_ARN: signingKey.key.keyArn };

    this.request = new PipelineFunction<RequestEnv>(this, 'Request', {
      name: 'request-approval',
      environment: { ...stores, ...writing },
      impact: 'machine',
      logDays,
    });
    this.confirm = new PipelineFunction<ConfirmEnv>(this, 'Confirm', {
      name: 'confirm-decision',
      environment: { ...stores, ...signing },
      impact: 'machine',
      logDays,
    });
    this.pages = new PipelineFunction<ApprovalsEnv>(this, 'Pages', {
      name: 'approvals',
      environment: { ...stores, ...signing, SITE_URL: site.url },
      impact: 'Approvers see an error instead of the page on which they decide.',
      logDays,
      timeout: Duration.seconds(28),
      roleName: signerRoleName(stage),
    });
    this.sweep = new PipelineFunction<SweepEnv>(this, 'Sweep', {
      name: 'sweep',
      environment: { ...stores, ...writing },
      impact: 'Reminders, expiries and late deliveries of decisions wait until the next round works.',
      logDays,
      timeout: Duration.minutes(4),
    });
    for (const grantee of [this.request, this.confirm, this.pages]) ledger.allowCommitting(grantee);
    ledger.registry.allowReading(this.sweep);
    ledger.registry.allowListing(this.sweep);
    for (const grantee of [this.request, this.confirm, this.pages, this.sweep]) {
      approvals.allowWriting(grantee);
      evidence.allowReading(grantee);
    }
    approvals.allowCountingTries(this.pages);
    signingKey.allowSigning(this.pages);
    signingKey.allowVerifying(this.pages);
    signingKey.allowVerifying(this.confirm);
    mail.allowSending(this.request);
    mail.allowSending(this.sweep);

    // ANY, so that a method that means nothing here gets its 405 from the function and not a bare 404.
    site.pages('Approvals', this.pages, ['ANY /r/{id}']);
    new Rule(this, 'EveryFiveMinutes', {
      description: 'Slipway: remind, expire, deliver again',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(this.sweep, { retryAttempts: 0 })],
    });
  }

  /** Lets wake the machine that waits for decisions: only these two functions may. */
  wake(machine: StateMachine): void {
    machine.grant(this.pages, 'states:SendTaskSuccess');
    machine.grant(this.sweep, 'states:SendTaskSuccess');
  }
}
