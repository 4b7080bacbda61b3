import type { Readable } from 'node:stream';
import { configArn, modelArn } from './arns.ts';
import { existsAlready, inUse, invalid, notFound } from './errors.ts';
import type { Request, Tag } from './requests.ts';
import type { EndpointRecord, Store } from './store.ts';

export interface CatalogueDeps {
  readonly store: Store;
  now(): number;
  readObject(s3Uri: string): Promise<Readable>;
}

/** Models and endpoint configurations: records that are made once and never changed. */
export const createCatalogue = ({ store, now, readObject }: CatalogueDeps) => ({
  CreateModel: async ({ Tags, ...model }: Request<'CreateModel'>) => {
    const arn = modelArn(model.ModelName);
    if (store.models.has(model.ModelName)) throw existsAlready('model', model.ModelName);
    await requireObject(readObject, model.PrimaryContainer.ModelDataUrl);
    store.models.set(model.ModelName, { ...model, createdAt: now() });
    keepTags(store, arn, Tags);
    return { ModelArn: arn };
  },

  DescribeModel: ({ ModelName }: Request<'DescribeModel'>) => {
    const model = store.models.get(ModelName);
    if (!model) throw notFound('model', ModelName);
    const { createdAt, ...rest } = model;
    return { ...rest, ModelArn: modelArn(ModelName), CreationTime: createdAt / 1000 };
  },

  DeleteModel: ({ ModelName }: Request<'DeleteModel'>) => {
    if (!store.models.has(ModelName)) throw notFound('model', ModelName);
    const user = endpointUsing(store, (config) =>
      (store.configs.get(config)?.ProductionVariants ?? []).some((variant) => variant.ModelName === ModelName),
    );
    if (user) throw inUse('model', ModelName, user.name);
    store.models.delete(ModelName);
    store.tags.delete(modelArn(ModelName));
    store.save();
    return undefined;
  },

  CreateEndpointConfig: ({ Tags, ...config }: Request<'CreateEndpointConfig'>) => {
    const name = config.EndpointConfigName;
    if (store.configs.has(name)) throw existsAlready('config', name);
    for (const { ModelName } of config.ProductionVariants)
      if (!store.models.has(ModelName)) throw notFound('model', ModelName);
    requireHostable(config);
    store.configs.set(name, { ...config, createdAt: now() });
    keepTags(store, configArn(name), Tags);
    return { EndpointConfigArn: configArn(name) };
  },

  DescribeEndpointConfig: ({ EndpointConfigName }: Request<'DescribeEndpointConfig'>) => {
    const config = store.configs.get(EndpointConfigName);
    if (!config) throw notFound('config', EndpointConfigName);
    const { createdAt, ...rest } = config;
    return { ...rest, EndpointConfigArn: configArn(EndpointConfigName), CreationTime: createdAt / 1000 };
  },

  DeleteEndpointConfig: ({ EndpointConfigName }: Request<'DeleteEndpointConfig'>) => {
    if (!store.configs.has(EndpointConfigName)) throw notFound('config', EndpointConfigName);
    const user = endpointUsing(store, (config) => config === EndpointConfigName);
    if (user) throw inUse('config', EndpointConfigName, user.name);
    store.configs.delete(EndpointConfigName);
    store.tags.delete(configArn(EndpointConfigName));
    store.save();
    return undefined;
  },
});

/** Tags of what was just made. Saves the store. */
export const keepTags = (store: Store, arn: string, tags: readonly Tag[]): void => {
  if (tags.length > 0) store.tags.set(arn, tags);
  store.save();
};

const endpointUsing = (store: Store, uses: (config: string) => boolean): EndpointRecord | undefined =>
  [...store.endpoints.values()].find(
    ({ status, config, pending }) =>
      status !== 'Deleting' && status !== 'Failed' && (uses(config) || (pending !== undefined && uses(pending.config))),
  );

const requireObject = async (readObject: CatalogueDeps['readObject'], s3Uri: string | undefined): Promise<void> => {
  if (s3Uri === undefined) return;
  try {
    (await readObject(s3Uri)).destroy();
  } catch {
    throw invalid(`Could not find model data at ${s3Uri}.`);
  }
};

/** What SageMaker refuses about variants that stand together in one configuration. */
const requireHostable = ({
  ProductionVariants: variants,
  DataCaptureConfig,
}: Omit<Request<'CreateEndpointConfig'>, 'Tags'>): void => {
  const names = variants.map((variant) => variant.VariantName);
  if (new Set(names).size < names.length) throw invalid('Production variant names must be unique.');
  const serverless = variants.filter((variant) => variant.ServerlessConfig);
  if (serverless.length > 0 && variants.length > 1)
    throw invalid('Serverless endpoints do not support multiple production variants.');
  if (serverless.length > 0 && DataCaptureConfig)
    throw invalid('Serverless endpoints do not support DataCaptureConfig.');
  for (const { VariantName, ServerlessConfig, InstanceType, InitialInstanceCount } of variants) {
    const onInstances = InstanceType !== undefined && InitialInstanceCount !== undefined;
    if (ServerlessConfig ? InstanceType || InitialInstanceCount : !onInstances)
      throw invalid(
        `Variant ${VariantName} must have either InstanceType and InitialInstanceCount, or ServerlessConfig.`,
      );
  }
  if (DataCaptureConfig?.CaptureOptions.some((option) => option.CaptureMode === 'InputAndOutput'))
    throw invalid(
      'CaptureMode InputAndOutput is refused when an endpoint is made: give Input and Output as two options.',
    );
};
