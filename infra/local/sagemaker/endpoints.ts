import { endpointArn } from './arns.ts';
import { keepTags } from './catalogue.ts';
import { type Step, stepsOf } from './deployment-config.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { existsAlready, inProgress, invalid, notFound } from './errors.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Request } from './requests.ts';
import type { ConfigRecord, EndpointRecord, Store } from './store.ts';

interface Deps {
  readonly store: Store;
  readonly lifecycle: Lifecycle;
  now(): number;
}

/** The calls on endpoints: they check, set things going, and answer at once. */
export const createEndpoints = ({ store, lifecycle, now }: Deps) => {
  const find = (name: string): EndpointRecord => {
    const endpoint = store.endpoints.get(name.toLowerCase());
    if (!endpoint) throw notFound('endpoint', name);
    return endpoint;
  };
  const findConfig = (name: string): ConfigRecord => {
    const config = store.configs.get(name);
    if (!config) throw notFound('config', name);
    return config;
  };

  return {
    CreateEndpoint: (request: Request<'CreateEndpoint'>) => {
      const { EndpointName: name, EndpointConfigName, DeploymentConfig, Tags } = request;
      const key = name.toLowerCase();
      if (store.endpoints.has(key)) throw existsAlready('endpoint', name);
      const config = findConfig(EndpointConfigName);
      for (const { ModelName } of config.ProductionVariants)
        if (!store.models.has(ModelName)) throw notFound('model', ModelName);
      const times = { createdAt: now(), changedAt: now() };
      const lastDeployment = DeploymentConfig;
      store.endpoints.set(key, { name, ...times, status: 'Creating', config: EndpointConfigName, lastDeployment });
      keepTags(store, endpointArn(name), Tags);
      lifecycle.create(key);
      return { EndpointArn: endpointArn(name) };
    },

    UpdateEndpoint: (request: Request<'UpdateEndpoint'>) => {
      const endpoint = find(request.EndpointName);
      const config = findConfig(request.EndpointConfigName);
      requireSettled(endpoint);
      if (endpoint.status === 'Failed')
        throw invalid(
          `Cannot update endpoint "${endpointArn(endpoint.name)}" in status Failed: it can only be deleted.`,
        );
      const kept = request.RetainDeploymentConfig ? endpoint.lastDeployment : undefined;
      const deployment = request.DeploymentConfig ?? kept;
      const steps = stepsBetween(findConfig(endpoint.config), config, deployment);
      lifecycle.update(endpoint.name.toLowerCase(), config.EndpointConfigName, steps, deployment);
      return { EndpointArn: endpointArn(endpoint.name) };
    },

    DescribeEndpoint: ({ EndpointName }: Request<'DescribeEndpoint'>) => {
      const endpoint = find(EndpointName);
      return describeEndpoint(endpoint, store, lifecycle.routes(endpoint.name.toLowerCase()));
    },

    DeleteEndpoint: ({ EndpointName }: Request<'DeleteEndpoint'>) => {
      const endpoint = find(EndpointName);
      requireSettled(endpoint);
      lifecycle.remove(endpoint.name.toLowerCase(), endpointArn(endpoint.name));
      return undefined;
    },

    ListEndpoints: (request: Request<'ListEndpoints'>) => {
      const { NameContains = '', StatusEquals, SortBy, SortOrder, MaxResults, NextToken } = request;
      const by = { Name: 'name', CreationTime: 'createdAt', Status: 'status' } as const;
      const sign = SortOrder === 'Ascending' ? 1 : -1;
      const found = [...store.endpoints.values()]
        .filter(({ name, status }) => name.includes(NameContains) && (!StatusEquals || status === StatusEquals))
        .sort((a, b) => (a[by[SortBy]] < b[by[SortBy]] ? -sign : sign));
      const from = Number(NextToken ?? 0);
      const next = from + MaxResults < found.length ? { NextToken: String(from + MaxResults) } : {};
      return { Endpoints: found.slice(from, from + MaxResults).map(summary), ...next };
    },
  };
};

const requireSettled = ({ name, status }: EndpointRecord): void => {
  if (status !== 'InService' && status !== 'Failed') throw inProgress(name);
};

/** The steps from one configuration to another, when SageMaker would take that way. */
const stepsBetween = (
  old: ConfigRecord,
  next: ConfigRecord,
  deployment: Request<'UpdateEndpoint'>['DeploymentConfig'],
): readonly Step[] => {
  const serverless = (config: ConfigRecord) => config.ProductionVariants.some((variant) => variant.ServerlessConfig);
  if (serverless(next) && !serverless(old))
    throw invalid('Cannot update a real-time endpoint to a serverless endpoint.');
  const guarded = deployment?.BlueGreenUpdatePolicy ?? deployment?.RollingUpdatePolicy;
  // Deployment guardrails do not know serverless endpoints: those are updated all at once, and AWS does not say so either.
  if (!guarded || serverless(next)) return stepsOf(undefined, 1);
  const names = (config: ConfigRecord) => config.ProductionVariants.map((variant) => variant.VariantName).join();
  if (names(old) !== names(next))
    throw invalid('Deployment guardrails need the same production variant names in the old and the new configuration.');
  return stepsOf(deployment, Math.min(...next.ProductionVariants.map((variant) => variant.InitialInstanceCount ?? 1)));
};

const summary = ({ name, createdAt, changedAt, status }: EndpointRecord) => ({
  EndpointName: name,
  EndpointArn: endpointArn(name),
  CreationTime: createdAt / 1000,
  LastModifiedTime: changedAt / 1000,
  EndpointStatus: status,
});
