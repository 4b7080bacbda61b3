import { ServiceError } from '../service.ts';
import { tableNameOf } from './arns.ts';
import type { Table } from './table.ts';

/** Answers about settings that the engine does not know, from what the template said; `undefined` for everything else. */
export const answeredHere = (
  operation: string,
  body: Readonly<Record<string, unknown>>,
  tables: ReadonlyMap<string, Table>,
): Record<string, unknown> | undefined => {
  if (operation === 'DescribeContinuousBackups') {
    const { pointInTimeRecovery } = find(tables, body.TableName);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: pointInTimeRecovery ? 'ENABLED' : 'DISABLED' },
      },
    };
  }
  if (operation === 'GetResourcePolicy') {
    const { name, resourcePolicy } = find(tables, body.ResourceArn);
    if (!resourcePolicy) throw new ServiceError('PolicyNotFoundException', `${name} has no resource policy.`);
    return { Policy: JSON.stringify(resourcePolicy), RevisionId: '1' };
  }
  return undefined;
};

const find = (tables: ReadonlyMap<string, Table>, nameOrArn: unknown): Table => {
  const table = tables.get(tableNameOf(nameOrArn));
  if (!table) throw new ServiceError('ResourceNotFoundException', `Table not found: ${tableNameOf(nameOrArn)}`);
  return table;
};
