import type { ExactDistances } from '../../shared/monitoring/aspects.ts';
import { type NumberColumn, numberColumn, sortingRoom } from '../../shared/monitoring/bytes/number-column.ts';
import { sampleTarget } from '../../shared/monitoring/bytes/sample-target.ts';
import type { BaselineProfile } from '../../shared/monitoring/schema.ts';
import { distancesOfSorted } from '../../shared/statistics/exact-distances.ts';
import { type DataFile, openDataFile, readDataFile } from './data-file.ts';
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
  const readings = baseline.kind === 'capture' ? capturedNumbers(profile, baseline) : namedNumbers(profile, baseline);
  const [room, otherRoom] = [sortingRoom(), sortingRoom()];
  return new Map(
    columns.flatMap(({ name }, i): [string, ExactDistances][] => {
      const [before, now] = [readings[i], kept[i]];
      return before && now ? [[name, distancesOfSorted(before.sample(room).sorted, now.sample(otherRoom).sorted)]] : [];
    }),
  );
};

/** The numeric columns of a file, read anew. */
type Numbers = readonly (NumberColumn | undefined)[];

/** Columns of a capture are known by their place, so all of them are read. */
const capturedNumbers = ({ features, prediction, classes }: BaselineProfile, file: DataFile): Numbers => {
  const target = sampleTarget(
    features.map(({ shape }) => shape),
    prediction?.shape,
    classes,
  );
  readDataFile(file, target);
  return target.numbers();
};

/** Columns that are found by name: the others are passed over. */
const namedNumbers = (profile: BaselineProfile, file: DataFile): Numbers => {
  const columns = columnsOf(profile);
  const numeric = columns.filter(({ kind }) => kind === 'numeric');
  const target = sampleTarget(numeric.map(({ shape }) => shape));
  readDataFile(file, target);
  const numbers = target.numbers();
  return columns.map((column) => numbers[numeric.indexOf(column)]);
};

const columnsOf = ({ features, prediction }: BaselineProfile) => [...features, ...(prediction ? [prediction] : [])];
