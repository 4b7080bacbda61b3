import { ACCOUNT, type ResourceKind, ServiceError } from '../service.ts';
import type { Operation } from './operation.ts';

export interface StoredDashboard {
  readonly name: string;
  /** JSON, as the template gives it. */
  readonly body: string;
}

const arnOf = (name: string): string => `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${name}`;

/** The dashboards of the template, and the operations that read them. */
export const createDashboards = () => {
  const dashboards = new Map<string, StoredDashboard>();
  const kind: ResourceKind = {
    properties: ['DashboardName', 'DashboardBody', 'Tags'],
    nameProperty: 'DashboardName',
    attributes: () => ({}),
    create: ({ name, properties }) => {
      const body = String(properties.DashboardBody);
      try {
        JSON.parse(body);
      } catch (cause) {
        throw new ServiceError(
          'InvalidParameterInput',
          `The body of the dashboard ${name} is no JSON: ${(cause as Error).message}`,
        );
      }
      dashboards.set(name, { name, body });
    },
  };
  const operations: Record<string, Operation> = {
    GetDashboard: {
      access: ({ DashboardName }) => [{ action: 'cloudwatch:GetDashboard', resource: arnOf(String(DashboardName)) }],
      run: ({ DashboardName }) => {
        const found = dashboards.get(String(DashboardName));
        if (!found) throw new ServiceError('ResourceNotFound', `There is no dashboard ${String(DashboardName)}.`, 404);
        return { DashboardArn: arnOf(found.name), DashboardName: found.name, DashboardBody: found.body };
      },
    },
    ListDashboards: {
      access: () => [{ action: 'cloudwatch:ListDashboards', resource: '*' }],
      run: ({ DashboardNamePrefix }) => ({
        DashboardEntries: [...dashboards.values()]
          .filter(({ name }) => name.startsWith(String(DashboardNamePrefix ?? '')))
          .map(({ name, body }) => ({ DashboardName: name, DashboardArn: arnOf(name), Size: Buffer.byteLength(body) })),
      }),
    },
  };
  return { kind, operations, list: (): readonly StoredDashboard[] => [...dashboards.values()] };
};
