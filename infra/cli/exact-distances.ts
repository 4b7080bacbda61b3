import type { ExactDistances } from '../../shared/monitoring/aspects.ts';
import { sampleTarget } from '../../shared/monitoring/bytes/sample-target.ts';
import type { BaselineProfile, FeatureShape } from '../../shared/monitoring/schema.ts';
import { ksOfSorted } from '../../shared/statistics/kolmogorov-smirnov.ts';
import { wassersteinOfSorted } from '../../shared/statistics/wasserstein.ts';
import { type DataFile, openDataFile, readDataFile } from './data-file.ts';
import type { BaselineSource } from './drift-baseline.ts';
import { digestOf } from './file-digest.ts';
import { Complaint } from './terminal.ts';

/** Distances of the numeric columns from all values of both files; the rows of the baseline are read again for it. */
export const exactDistances = async (
  profile: BaselineProfile,
  source: BaselineSource | undefined,
  file: DataFile,
): Promise<ReadonlyMap<string, ExactDistances>> => {
  if (!source)
    throw new Complaint('--exact needs the rows of the baseline, and this profile does not say where they are.');
  const baseline = openDataFile(source.path);
  if (source.sha256 && (await digestOf(source.path)) !== source.sha256)
    throw new Complaint(`${source.path} is no longer the file that the profile was made from.`);
  const shapes = [...profile.features, ...(profile.prediction ? [profile.prediction] : [])].map(({ shape }) => shape);
  const [before, now] = [valuesOf(baseline, profile, shapes), valuesOf(file, profile, shapes)];
  return new Map(
    shapes.flatMap(({ name }, i): [string, ExactDistances][] => {
      const [a, b] = [before[i]?.sorted, now[i]?.sorted];
      return a && b ? [[name, { ks: ksOfSorted(a, b), wasserstein: wassersteinOfSorted(a, b) }]] : [];
    }),
  );
};

const valuesOf = (
  file: DataFile,
  { features, prediction, classes }: BaselineProfile,
  shapes: readonly FeatureShape[],
) => {
  const target = sampleTarget(shapes.slice(0, features.length), prediction?.shape, classes);
  readDataFile(file, target);
  return target.samples();
};
