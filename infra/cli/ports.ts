import { documents, s3 } from '../../shared/adapters/clients.ts';
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { s3Documents } from '../../shared/adapters/s3-documents.ts';
import { ModelId } from '../../shared/registry/schema.ts';
import type { Outputs } from './outputs.ts';
import { Complaint } from './terminal.ts';

export const registryOf = (outputs: Outputs) =>
  dynamoModelRegistry(documents(), { registry: outputs.RegistryTable, audit: outputs.AuditTable });
export const trailOf = (outputs: Outputs) => dynamoAuditTrail(documents(), outputs.AuditTable);
export const evidenceOf = (outputs: Outputs) => s3Documents(s3(), outputs.EvidenceBucket);

/** Reads TEAM/MODEL. */
export const modelOf = (words: readonly string[]): ModelId => {
  const [team, model, ...rest] = (words[0] ?? '').split('/');
  const parsed = ModelId.safeParse({ team, model });
  if (!parsed.success || rest.length > 0)
    throw new Complaint(`Name a model as TEAM/MODEL, such as lending/credit-risk; this is "${words[0] ?? ''}".`);
  return parsed.data;
};
