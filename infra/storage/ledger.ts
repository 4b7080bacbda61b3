import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import { AuditTable } from './audit-table.ts';
import { RegistryTable } from './registry-table.ts';

/** The registry and the record of its changes, which are only ever written together. */
export class Ledger extends Construct {
  readonly registry: RegistryTable;
  readonly audit: AuditTable;
  /** The variables of every function that uses it. */
  readonly environment: { readonly REGISTRY_TABLE: string; readonly AUDIT_TABLE: string };

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.registry = new RegistryTable(this, 'Registry');
    this.audit = new AuditTable(this, 'Audit', { stage });
    this.environment = {
      REGISTRY_TABLE: this.registry.table.tableName,
      AUDIT_TABLE: this.audit.table.tableName,
    };
  }

  allowReading(grantee: IGrantable): void {
    this.registry.allowReading(grantee);
    this.audit.allowReading(grantee);
  }

  /** Reads, and changes the registry together with a record of the change. */
  allowCommitting(grantee: IGrantable): void {
    this.registry.allowWriting(grantee);
    this.audit.allowAppending(grantee);
  }
}
