import path from 'node:path';
import { BaselineProfile } from '../../shared/monitoring/schema.ts';
import type { Finding } from '../../shared/registry/schema.ts';
import { type DataFile, openDataFile } from './data-file.ts';
import { profileOfFile } from './profile-of-file.ts';
import { type FileReading, jsonFile } from './refused.ts';
import { Complaint } from './terminal.ts';

/** Where the rows of a baseline lie; the digest says whether they are still the same. */
export interface BaselineSource {
  readonly path: string;
  readonly sha256?: string;
}

export interface Baseline {
  readonly profile: BaselineProfile;
  readonly source?: BaselineSource;
}

/** A stored profile, or the profile of a file of rows. */
export const readBaseline = (name: string, manifest?: string): FileReading<Baseline> => {
  if (!/\.json$/i.test(name)) {
    const file = readRows(name);
    if (file.kind === 'refused') return file;
    return heard(name, () => ({ profile: profileOfFile(file.value, manifest), source: { path: name } }));
  }
  const reading = jsonFile(name, BaselineProfile);
  if (reading.kind === 'refused') return reading;
  const { source } = reading.value;
  return {
    kind: 'read',
    value: {
      profile: reading.value,
      ...(source && { source: { ...source, path: path.join(path.dirname(name), source.path) } }),
    },
  };
};

/** The beginning of a file of rows, or why it is none. */
export const readRows = (name: string): FileReading<DataFile> => heard(name, () => openDataFile(name));

/** The part of a profile that a file of rows can be held against: every feature must be there, its answers need not. */
export const comparable = (
  profile: BaselineProfile,
  file: DataFile,
): {
  readonly profile: BaselineProfile;
  readonly absent: readonly { readonly column: string; readonly finding: Finding }[];
  readonly extra: readonly string[];
} => {
  if (file.kind === 'capture') return { profile, absent: [], extra: [] };
  const { names, path: name } = file;
  const has = (column?: string) => column !== undefined && names.includes(column);
  const known = new Set([...profile.features, profile.prediction].map((feature) => feature?.name));
  const { prediction, ...rest } = profile;
  return {
    profile: has(prediction?.name) ? profile : rest,
    absent: profile.features
      .filter((feature) => !has(feature.name))
      .map((feature) => ({
        column: feature.name,
        finding: {
          path: name,
          code: 'no-column',
          message: `it has no column ${feature.name}`,
          expected: `a column ${feature.name} of ${feature.kind === 'numeric' ? 'numbers' : 'categories'}, as in the profile`,
        },
      })),
    extra: names.filter((column) => !known.has(column)),
  };
};

const heard = <T>(name: string, read: () => T): FileReading<T> => {
  try {
    return { kind: 'read', value: read() };
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    return { kind: 'refused', findings: [{ path: name, code: 'unreadable', message: error.message }] };
  }
};
