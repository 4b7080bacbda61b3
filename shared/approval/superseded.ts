import type { ModelVersion, State } from '../registry/schema.ts';

/** A version in one of these passed the checks at the door and was not turned down since. */
const serious: ReadonlySet<State> = new Set([
  'validated',
  'staged',
  'evaluated',
  'awaiting-approval',
  'approved',
  'deploying',
  'live',
  'superseded',
]);

/** The newest version that came in after this one and is in earnest. Order is the order of arrival, not of numbers. */
export const newerThan = (
  { version }: Pick<ModelVersion, 'version'>,
  versions: readonly ModelVersion[],
): ModelVersion | undefined => {
  const own = versions.find((one) => one.version === version);
  if (!own) return undefined;
  return versions
    .filter((one) => one.version !== version && serious.has(one.state) && one.receivedAt > own.receivedAt)
    .sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1))[0];
};
