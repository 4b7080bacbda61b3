import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoApprovals } from '../../shared/adapters/dynamo-approvals.ts';
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { dynamoSessions, dynamoSignIns, dynamoTries } from '../../shared/adapters/dynamo-sessions.ts';
import { approvalsContract } from '../contracts/approvals.ts';
import { sessionsContract } from '../contracts/sessions.ts';
import { hasDynoxide, type LocalTables, startDynoxide } from '../support/dynoxide.ts';
import { memoryApprovals } from '../support/memory/approvals.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';
import { memorySessions, memorySignIns, memoryTries } from '../support/memory/sessions.ts';

approvalsContract('in memory', async () => {
  const registry = memoryRegistry();
  return { approvals: memoryApprovals(registry), registry, audit: registry };
});

sessionsContract('in memory', async () => ({
  sessions: memorySessions(),
  signIns: memorySignIns(),
  countTry: memoryTries(),
}));

describe.skipIf(!hasDynoxide)('on DynamoDB', () => {
  const tables = { approvals: 'approvals', registry: 'registry', audit: 'audit' };
  let local: LocalTables;

  beforeAll(async () => {
    local = await startDynoxide();
    await local.table(tables.approvals, 'pk', 'sk');
    await local.table(tables.registry, 'pk', 'sk', { name: 'inventory', key: 'shelf' });
    await local.table(tables.audit, 'chain', 'seq');
  });
  afterAll(() => local?.stop());

  approvalsContract('dynamo', async () => ({
    approvals: dynamoApprovals(local.documents, tables),
    registry: dynamoModelRegistry(local.documents, tables),
    audit: dynamoAuditTrail(local.documents, tables.audit),
  }));

  sessionsContract('dynamo', async () => ({
    sessions: dynamoSessions(local.documents, tables.approvals),
    signIns: dynamoSignIns(local.documents, tables.approvals),
    countTry: dynamoTries(local.documents, tables.approvals),
  }));
});
