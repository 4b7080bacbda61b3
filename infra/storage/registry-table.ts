import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Versions, health and refused submissions of every model, and the fleet as an index. */
export class RegistryTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'inventory',
      partitionKey: { name: 'shelf', type: AttributeType.STRING },
      sortKey: { name: 'pk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }

  allowReading(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], this.table.tableArn);
  }

  /** Reads the whole fleet, through the index. */
  allowListing(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/inventory`);
  }

  /** Inserts what does not exist and updates on a condition; never puts over something, never deletes. */
  allowWriting(grantee: IGrantable): void {
    this.allowReading(grantee);
    this.allow(grantee, ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'], this.table.tableArn);
  }

  private allow(grantee: IGrantable, actions: string[], arn: string): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [arn] });
  }
}
