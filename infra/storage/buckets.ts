import { Duration, Validations } from 'aws-cdk-lib';
import { type CfnBucket, type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LABELS, OBSERVATIONS } from '../../shared/deployment/names.ts';
import { KEPT } from '../../shared/monitoring/window-keys.ts';
import type { Stage } from '../config.ts';
import { gateRoleNames, roleArns, VERDICT_TAG } from './gate-roles.ts';
import { PrivateBucket } from './private-bucket.ts';

/** The five buckets: what teams send, what was accepted, what was found out, what callers asked, and who looked. */
export class Buckets extends Construct {
  /**
   * Uploads of the teams; the arrival of a manifest is announced on the account's default bus. What the gate refuses is
   * marked, and from then on read by security alone (quarantine).
   */
  readonly intake: PrivateBucket;
  /**
   * Bytes under the name of their own hash: written once, never replaced, never deleted. Closed to whoever serves or
   * decides until the gate accepted them; what it refused stays here, and stays closed.
   */
  readonly artefacts: PrivateBucket;
  /** Documents under their hash (written once), policies, reports and baseline profiles; and counts of traffic, which expire with it. */
  readonly evidence: PrivateBucket;
  /** SageMaker's captured traffic, which expires. */
  readonly capture: PrivateBucket;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const oldContent = { noncurrentVersionExpiration: Duration.days(stage.oldContentDays) };
    const accessLogs = new PrivateBucket(this, 'AccessLogs', {
      versioned: false,
      lifecycle: [{ expiration: Duration.days(stage.logDays) }],
    });
    Validations.of(accessLogs).acknowledge({ id: 'AwsSolutions-S1', reason: 'This bucket is the access log.' });

    // Pushed records and late labels hold what callers sent, as captured traffic does: they go with it.
    const pushed = [OBSERVATIONS, LABELS].map((prefix) => ({ prefix, expiration: Duration.days(stage.captureDays) }));
    this.intake = new PrivateBucket(this, 'Intake', {
      accessLogs,
      lifecycle: [oldContent, ...pushed, ...colderQuarantine(stage)],
    });
    // CDK's eventBridgeEnabled would bring a custom resource with a Python function; the plain property does the same.
    (this.intake.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };

    this.artefacts = new PrivateBucket(this, 'Artefacts', { accessLogs });
    this.artefacts.refuseOverwriting('');
    this.artefacts.refuseDeleting('');
    const { receive, validate } = gateRoleNames(stage);
    const gate = roleArns([receive, validate, ...stage.securityRoles]);
    this.artefacts.closeUntilMarked({ tag: VERDICT_TAG, value: 'accepted', roles: gate });
    this.artefacts.refuseMarking(roleArns([validate]));
    this.intake.closeOnceMarked({ tag: VERDICT_TAG, value: 'refused', roles: gate });
    this.intake.refuseMarking(roleArns([validate]));

    this.evidence = new PrivateBucket(this, 'Evidence', {
      accessLogs,
      lifecycle: [
        { prefix: KEPT, expiration: Duration.days(stage.captureDays), noncurrentVersionExpiration: Duration.days(1) },
      ],
    });
    this.evidence.refuseOverwriting('documents/');
    this.evidence.refuseDeleting('documents/');

    this.capture = new PrivateBucket(this, 'Capture', {
      accessLogs,
      versioned: false,
      lifecycle: [{ expiration: Duration.days(stage.captureDays) }],
    });
  }
}

/** What the gate refused, where it came in: kept for ever, for less if the house wants that. No rule here may expire it. */
const colderQuarantine = ({ quarantineColderAfterDays: days }: Stage): readonly LifecycleRule[] => {
  if (days === undefined) return [];
  const colder = { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(days) };
  return [{ tagFilters: { [VERDICT_TAG]: 'refused' }, transitions: [colder], noncurrentVersionTransitions: [colder] }];
};
