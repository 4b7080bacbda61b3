import { ServiceError } from '../service.ts';
import type { Store } from './store.ts';
import type { Version } from './versions.ts';

/** A version with content. @throws ServiceError NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker named by its id */
export const findObject = (
  { versions }: Pick<Store, 'versions'>,
  bucket: string,
  key: string,
  version?: string,
): Version => {
  const found = versions.find(bucket, key, version);
  if (found && !found.marker) return found;
  if (version === undefined)
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  if (!found)
    throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, {
      Key: key,
      VersionId: version,
    });
  throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
};

export const versionHeader = (version: string | undefined): Record<string, string> =>
  version === undefined || version === 'null' ? {} : { 'x-amz-version-id': version };
