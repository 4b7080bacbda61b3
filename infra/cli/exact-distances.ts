import type { ExactDistances } from '../../shared/monitoring/aspects.ts';
import { type NumberColumn, numberColumn, sortingRoom } from '../../shared/monitoring/bytes/number-column.ts';
import { sampleTarget } from '../../shared/monitoring/bytes/sample-target.ts';
import type { BaselineProfile } from '../../shared/monitoring/schema.ts';
import { distancesOfSorted } from '../../shared/statistics/exact-distances.ts';
import { openDataFile, readDataFile } from './data-file.ts';
import type { BaselineSource } from './drift-baseline.ts';
import { digestOf } from './file-digest.ts';
import { Complaint } from './terminal.ts';

/** Places for the values of the numeric columns of a profile, the output's last, to be kept while its window is counted. */
export const keptValues = (profile: BaselineProfile): readonly (NumberColumn | undefined)[] =>
  columnsOf(profile).map(({ kind }) => (kind === 'numeric' ? numberColumn() : undefined));

/** Distances of the numeric columns from all values of both files; the rows of the baseline are read again for it. */
export const exactDistances = async (
  profile: BaselineProfile,
  source: BaselineSource | undefined,
  kept: readonly (NumberColumn | undefined)[],
): Promise<ReadonlyMap<string, ExactDistances>> => {
  if (!source)
    throw new Complaint('--exact needs the rows of the baseline, and this profile does not say where they are.');
  const baseline = openDataFile(source.path);
  if (source.sha256 && (await digestOf(source.path)) !== source.sha256)
    throw new Complaint(`${source.path} is no longer the file that the profile was made from.`);
  const columns = columnsOf(profile);
  const shapes = columns.map(({ shape }) => shape);
  const target = sampleTarget(shapes.slice(0, profile.features.length), profile.prediction?.shape, profile.classes);
  readDataFile(baseline, target);
  const before = target.samples();
  const room = sortingRoom();
  return new Map(
    columns.flatMap(({ name }, i): [string, ExactDistances][] => {
      const [a, b] = [before[i], kept[i]?.sample(room)];
      return a && b ? [[name, distancesOfSorted(a.sorted, b.sorted)]] : [];
    }),
  );
};

const columnsOf = ({ features, prediction }: BaselineProfile) => [...features, ...(prediction ? [prediction] : [])];
