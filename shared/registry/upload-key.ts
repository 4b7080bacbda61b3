import { ModelName, Team, Version, type VersionId } from './schema.ts';

/** Reads `<team>/<model>/<version>/manifest.yaml|json`. Anything else is not a submission. */
export const placeOfManifest = (key: string): (VersionId & { readonly prefix: string }) | undefined => {
  const [team, model, version, file, ...rest] = key.split('/');
  if (rest.length > 0 || (file !== 'manifest.yaml' && file !== 'manifest.json')) return undefined;
  const place = { team: Team.safeParse(team), model: ModelName.safeParse(model), version: Version.safeParse(version) };
  if (!place.team.success || !place.model.success || !place.version.success) return undefined;
  return {
    team: place.team.data,
    model: place.model.data,
    version: place.version.data,
    prefix: `${team}/${model}/${version}/`,
  };
};
