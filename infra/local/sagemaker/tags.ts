import { configArn, endpointArn, modelArn } from './arns.ts';
import { invalid } from './errors.ts';
import type { Request } from './requests.ts';
import type { Store } from './store.ts';

/** Tags of models, configurations and endpoints. */
export const createTags = (store: Store) => ({
  AddTags: ({ ResourceArn, Tags }: Request<'AddTags'>) => {
    requireResource(store, ResourceArn);
    const given = new Set(Tags.map((tag) => tag.Key));
    const tags = [...(store.tags.get(ResourceArn) ?? []).filter((tag) => !given.has(tag.Key)), ...Tags];
    if (tags.length > 50) throw invalid('A resource can have at most 50 tags.');
    store.tags.set(ResourceArn, tags);
    store.save();
    return { Tags: tags };
  },
  ListTags: ({ ResourceArn }: Request<'ListTags'>) => {
    requireResource(store, ResourceArn);
    return { Tags: store.tags.get(ResourceArn) ?? [] };
  },
});

const requireResource = ({ models, configs, endpoints }: Store, arn: string): void => {
  const arns = [
    ...[...models.keys()].map(modelArn),
    ...[...configs.keys()].map(configArn),
    ...[...endpoints.keys()].map(endpointArn),
  ];
  if (!arns.includes(arn)) throw invalid(`Could not find resource "${arn}".`);
};
