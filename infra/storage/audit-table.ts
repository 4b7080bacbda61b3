import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, Grant, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import { TableKey } from './table-key.ts';

/** The record of everything, which only grows (T-10, T-11). Its stream is what gets announced. */
export class AuditTable extends Construct {
  readonly table: Table;
  private readonly key: TableKey;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.key = new TableKey(this, 'Key', 'Slipway: the audit table');
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'chain', type: AttributeType.STRING },
      // Zero-padded, so that the order of the text is the order of the numbers.
      sortKey: { name: 'seq', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      stream: StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      resourcePolicy: appendOnly(stage.deployRoles),
    });
  }

  allowReading(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query']);
    this.key.allowReading(grantee);
  }

  /** PartiQL's INSERT fails where the key exists, so this right cannot replace a record; PutItem could. */
  allowAppending(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PartiQLInsert']);
    this.key.allowWriting(grantee);
  }

  private allow(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
  }
}

/** Refuses everybody, administrators too, whatever could replace, change or remove a record. */
const appendOnly = (deployRoles: readonly string[]): PolicyDocument =>
  new PolicyDocument({
    statements: [
      refusal('AppendOnly', [
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PartiQLDelete',
        'dynamodb:DeleteTable',
        'dynamodb:UpdateTimeToLive',
      ]),
      refusal('OnlyTheDeploymentChangesSettings', ['dynamodb:UpdateTable'], {
        ArnNotLike: {
          'aws:PrincipalArn': deployRoles.map((name) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`),
        },
      }),
    ],
  });

const refusal = (sid: string, actions: string[], conditions?: Record<string, unknown>): PolicyStatement =>
  new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    // A policy inside the table's own definition cannot name the table without a circle; DynamoDB takes * as "this table".
    resources: ['*'],
    conditions,
  });
