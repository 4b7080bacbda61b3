import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TableKey } from './table-key.ts';

/** Approval requests with their task tokens, and the sessions of those who decide. */
export class ApprovalsTable extends Construct {
  readonly table: Table;
  private readonly key: TableKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new TableKey(this, 'Key', 'Slipway: the approvals table');
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      timeToLiveAttribute: 'expiresAtTtl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** One request by its id. */
  allowReading(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:GetItem']);
    this.key.allowReading(grantee);
  }

  /**
   * Opens and decides requests. What is open is listed beside them, and such a listing is deleted with the decision. AWS
   * does not document partition conditions for PartiQL, so the right to delete cannot be narrowed to the listings; a
   * request that went missing fails closed, because deployment reads it again.
   */
  allowWriting(grantee: IGrantable): void {
    this.allow(grantee, [
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PartiQLDelete',
    ]);
    this.key.allowWriting(grantee);
  }

  /** Finds the session behind a cookie. */
  allowReadingSessions(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:GetItem'], under(['SESSION#']));
    this.key.allowReading(grantee);
  }

  /** Begins and ends sessions. Only these: the condition keeps requests, and their task tokens, out of reach. */
  allowSessions(grantee: IGrantable): void {
    this.allow(
      grantee,
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      under(['SESSION#', 'SIGNIN#']),
    );
    this.key.allowWriting(grantee);
  }

  /** Counts tries, to slow down whoever tries too often. */
  allowCountingTries(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:UpdateItem'], under(['TRIES#']));
    this.key.allowWriting(grantee);
  }

  private allow(grantee: IGrantable, actions: string[], conditions?: Record<string, Record<string, unknown>>): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn], conditions });
  }
}

const under = (prefixes: readonly string[]): Record<string, Record<string, unknown>> => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
  // Without this, a call that names no key at all would pass "for all of none".
  Null: { 'dynamodb:LeadingKeys': 'false' },
});
