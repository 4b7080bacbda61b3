import type { ListedFile } from '../storage/ports.ts';
import { placeOfExternal } from './external-model.ts';
import { ModelName, Team, Version, type VersionId } from './schema.ts';
import { placeOf } from './upload-key.ts';

/** What lies together in the intake: the files of one submission, or strays at some other place. */
export interface UploadFolder {
  /** The first three folders of a key at most, ending in a slash; empty for what lies at the top. */
  readonly prefix: string;
  /** Whose it is by its place, if the first folder is named as a team can be. */
  readonly team?: Team;
  /** Only of TEAM/MODEL/VERSION/. */
  readonly id?: VersionId;
  readonly files: number;
  readonly bytes: number;
  readonly oldest: ListedFile;
  readonly newest: ListedFile;
  /** The newest file whose arrival starts something: a manifest, or an `external.yaml`. */
  readonly commit?: ListedFile;
  /** Files that are meant as a manifest and are none. */
  readonly misplaced: readonly ListedFile[];
}

/** Gathers files by their folders. What folder markers (empty keys that end in a slash) say, S3 says without them. */
export const foldersOf = async (files: AsyncIterable<ListedFile>): Promise<readonly UploadFolder[]> => {
  const folders = new Map<string, UploadFolder>();
  for await (const file of files) {
    if (file.key.endsWith('/') && file.bytes === 0) continue;
    const prefix = prefixOf(file.key);
    folders.set(prefix, added(folders.get(prefix) ?? emptyFolder(prefix, file), file));
  }
  return [...folders.values()];
};

const prefixOf = (key: string): string =>
  key
    .split('/')
    .slice(0, -1)
    .slice(0, 3)
    .map((part) => `${part}/`)
    .join('');

const emptyFolder = (prefix: string, first: ListedFile): UploadFolder => {
  const [team, model, version] = prefix.split('/');
  const named = Team.safeParse(team);
  const place = { model: ModelName.safeParse(model), version: Version.safeParse(version) };
  return {
    prefix,
    ...(named.success && { team: named.data }),
    ...(named.success &&
      place.model.success &&
      place.version.success && { id: { team: named.data, model: place.model.data, version: place.version.data } }),
    files: 0,
    bytes: 0,
    oldest: first,
    newest: first,
    misplaced: [],
  };
};

const added = (folder: UploadFolder, file: ListedFile): UploadFolder => {
  const { kind } = placeOf(file.key);
  const commits = kind === 'manifest' || placeOfExternal(file.key) !== undefined;
  const commit = commits ? newer(folder.commit, file) : folder.commit;
  return {
    ...folder,
    files: folder.files + 1,
    bytes: folder.bytes + file.bytes,
    oldest: file.at < folder.oldest.at ? file : folder.oldest,
    newest: newer(folder.newest, file),
    ...(commit && { commit }),
    ...(kind === 'misplaced' && { misplaced: [...folder.misplaced, file] }),
  };
};

const newer = (one: ListedFile | undefined, other: ListedFile): ListedFile =>
  one === undefined || other.at > one.at ? other : one;
