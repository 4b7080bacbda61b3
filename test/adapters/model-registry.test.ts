import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRecordOfImage } from '../../shared/adapters/audit-image.ts';
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts';
import { dynamoModelRegistry } from '../../shared/adapters/dynamo-model-registry.ts';
import { sequenceKey } from '../../shared/adapters/ledger.ts';
import { extend, genesis } from '../../shared/audit/chain.ts';
import { AuditRecord } from '../../shared/audit/schema.ts';
import { modelRegistryContract } from '../contracts/model-registry.ts';
import { aDraft, aModelVersion } from '../support/builders.ts';
import { hasDynoxide, type LocalTables, startDynoxide } from '../support/dynoxide.ts';
import { memoryRegistry } from '../support/memory/model-registry.ts';

modelRegistryContract(
  'in memory',
  async () => {
    const registry = memoryRegistry();
    return { registry, audit: registry };
  },
  { concurrent: 200 },
);

describe.skipIf(!hasDynoxide)('on DynamoDB', () => {
  const tables = { registry: 'registry', audit: 'audit' };
  let local: LocalTables;
  const underTest = () => ({
    registry: dynamoModelRegistry(local.documents, tables),
    audit: dynamoAuditTrail(local.documents, tables.audit),
  });

  beforeAll(async () => {
    local = await startDynoxide();
    await local.table(tables.registry, 'pk', 'sk', { name: 'inventory', key: 'shelf' });
    await local.table(tables.audit, 'chain', 'seq');
  });
  afterAll(() => local?.stop());

  modelRegistryContract('dynamo', async () => underTest(), { concurrent: 50 });

  describe('as items', () => {
    const version = aModelVersion({ model: 'items' });

    it('pads sequence numbers, so that the order of the text is the order of the numbers', async () => {
      const [record] = await underTest().registry.commit([{ kind: 'register', version }], [aDraft(version)]);
      const { Item } = await local.documents.send(
        new GetCommand({ TableName: 'audit', Key: { chain: 'lending#items', seq: '000000000001' } }),
      );

      expect(Item).toEqual({ ...record, seq: '000000000001' });
      expect([sequenceKey(9), sequenceKey(10)].sort()).toEqual([sequenceKey(9), sequenceKey(10)]);
    });

    it('shows the verifier what is stored, also what should not be', async () => {
      const { registry, audit } = underTest();
      await registry.commit([], [aDraft(version, '', { eventId: 'e'.repeat(64) })]);
      await local.documents.send(
        new PutCommand({
          TableName: 'audit',
          Item: { chain: 'lending#items', seq: 'nonsense', note: 'put past the ledger' },
        }),
      );

      expect((await audit.chain('lending#items')).at(-1)).toEqual({
        chain: 'lending#items',
        seq: 'nonsense',
        note: 'put past the ledger',
      });
    });
  });
});

describe('an image of the audit table', () => {
  const [record] = extend(genesis('lending#credit-risk'), [aDraft(aModelVersion())]);

  it('is the record that was written', () => {
    const image = marshall({ ...record, seq: sequenceKey(record?.seq ?? 0) });

    expect(AuditRecord.parse(auditRecordOfImage(image))).toEqual(record);
  });

  it('is nothing for the key of an event id, and for a removal', () => {
    const pointer = { chain: `event#${'a'.repeat(64)}`, seq: sequenceKey(0), at: 'lending#churn', position: 1 };

    expect(auditRecordOfImage(marshall(pointer))).toBeUndefined();
    expect(auditRecordOfImage(undefined)).toBeUndefined();
  });
});
