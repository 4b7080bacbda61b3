import type { Reply } from '../service.ts';
import { ServiceError } from '../service.ts';
import { findObject, versionHeader } from './find-object.ts';
import { checkedTags } from './headers.ts';
import { bypasses, requireLonger, retentionOf } from './lock.ts';
import type { Request, Store } from './store.ts';
import type { Version } from './versions.ts';
import { childrenOf, parseXml, textOf, type XmlContents, type XmlElement, xmlDocument } from './xml.ts';

const objectOf = (store: Store, { call, bucket, key }: Request): Version =>
  findObject(store, bucket.name, key, call.query.get('versionId') ?? undefined);

const xml = (object: Version, root: string, contents: XmlContents): Reply => ({
  headers: { 'content-type': 'application/xml', ...versionHeader(object.version) },
  body: xmlDocument(root, contents),
});

const documentIn = async ({ call }: Request, root: string): Promise<XmlElement> => {
  const document = parseXml((await call.bytes()).toString('utf8'));
  if (document?.name === root) return document;
  throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
};

export const getTagging = (store: Store, request: Request): Reply => {
  const object = objectOf(store, request);
  return xml(object, 'Tagging', { TagSet: { Tag: object.content.tags.map(({ Key, Value }) => ({ Key, Value })) } });
};

export const putTagging = async (store: Store, request: Request): Promise<Reply> => {
  const document = await documentIn(request, 'Tagging');
  const tags = childrenOf(childrenOf(document, 'TagSet')[0], 'Tag').map((tag) => ({
    Key: textOf(tag, 'Key') ?? '',
    Value: textOf(tag, 'Value') ?? '',
  }));
  const object = objectOf(store, request);
  store.versions.setContent(object, { ...object.content, tags: checkedTags(tags) });
  return { headers: versionHeader(object.version) };
};

export const deleteTagging = (store: Store, request: Request): Reply => {
  const object = objectOf(store, request);
  store.versions.setContent(object, { ...object.content, tags: [] });
  return { status: 204, headers: versionHeader(object.version) };
};

const requireLockable = ({ bucket }: Request): void => {
  if (!bucket.settings.objectLock)
    throw new ServiceError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
};

const noLock = () =>
  new ServiceError(
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
    404,
  );

export const getRetention = (store: Store, request: Request): Reply => {
  requireLockable(request);
  const object = objectOf(store, request);
  const { retention } = object.content;
  if (!retention) throw noLock();
  const RetainUntilDate = new Date(retention.until).toISOString();
  return xml(object, 'Retention', { Mode: retention.mode, RetainUntilDate });
};

export const putRetention = async (store: Store, request: Request): Promise<Reply> => {
  requireLockable(request);
  const document = await documentIn(request, 'Retention');
  const retention = retentionOf(textOf(document, 'Mode'), textOf(document, 'RetainUntilDate'), store.now());
  const object = objectOf(store, request);
  requireLonger(object.content.retention, retention, bypasses(request.call.headers), store.now());
  store.versions.setContent(object, { ...object.content, retention });
  return {};
};

export const getLegalHold = (store: Store, request: Request): Reply => {
  requireLockable(request);
  const object = objectOf(store, request);
  const { legalHold } = object.content;
  if (legalHold === undefined) throw noLock();
  return xml(object, 'LegalHold', { Status: legalHold ? 'ON' : 'OFF' });
};

export const putLegalHold = async (store: Store, request: Request): Promise<Reply> => {
  requireLockable(request);
  const status = textOf(await documentIn(request, 'LegalHold'), 'Status');
  if (status !== 'ON' && status !== 'OFF')
    throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
  const object = objectOf(store, request);
  store.versions.setContent(object, { ...object.content, legalHold: status === 'ON' });
  return {};
};
