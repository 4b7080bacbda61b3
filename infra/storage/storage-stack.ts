import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import { ApprovalsTable } from './approvals-table.ts';
import { Buckets } from './buckets.ts';
import { Ledger } from './ledger.ts';
import { LifecycleEvents } from './lifecycle-events.ts';
import { SigningKey } from './signing-key.ts';

export interface StorageStackProps extends StackProps {
  readonly stage: Stage;
}

/** Everything that must outlive a deployment. Kept when the stack goes, and the stack itself is protected from going. */
export class StorageStack extends Stack {
  readonly buckets: Buckets;
  readonly ledger: Ledger;
  readonly approvals: ApprovalsTable;
  readonly signingKey: SigningKey;
  readonly events: LifecycleEvents;

  constructor(scope: Construct, id: string, { stage, ...props }: StorageStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.buckets = new Buckets(this, 'Buckets', { stage });
    this.ledger = new Ledger(this, 'Ledger', { stage });
    this.approvals = new ApprovalsTable(this, 'Approvals');
    this.signingKey = new SigningKey(this, 'SigningKey', { stage });
    this.events = new LifecycleEvents(this, 'Events', { stage });

    // What the command line and people ask for by name.
    this.tell('IntakeBucket', this.buckets.intake.bucketName);
    this.tell('ArtefactBucket', this.buckets.artefacts.bucketName);
    this.tell('EvidenceBucket', this.buckets.evidence.bucketName);
    this.tell('CaptureBucket', this.buckets.capture.bucketName);
    this.tell('RegistryTable', this.ledger.registry.table.tableName);
    this.tell('AuditTable', this.ledger.audit.table.tableName);
    this.tell('ApprovalsTable', this.approvals.table.tableName);
    this.tell('SigningKeyArn', this.signingKey.key.keyArn);
    this.tell('EventBus', this.events.bus.eventBusName);
  }

  private tell(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
