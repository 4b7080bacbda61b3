import type { WindowTarget } from '../../../shared/monitoring/bytes/row-target.ts';
import type { BaselineProfile, WindowCounts } from '../../../shared/monitoring/schema.ts';
import { windowSum } from '../../../shared/monitoring/window-sum.ts';
import { type DataFile, readDataFile } from '../data-file.ts';
import { countUnits } from './count-units.ts';
import type { Crew } from './crew.ts';
import { openBytes } from './text-file.ts';
import { newTurn } from './turn.ts';
import { UNIT, unitReader } from './unit-reader.ts';

/** Units for each thread that may wait to be added up: one that is held up must not make the others fill memory. */
const PLACES = 2;

/**
 * Counts a file against a profile by this thread and a crew: the same counts to the last bit, however large the crew, which
 * begins while this thread makes its own target.
 */
export const countFile = async (
  { path, kind }: DataFile,
  profile: BaselineProfile,
  targetOf: () => WindowTarget,
  crew: Crew,
  unitBytes = UNIT,
): Promise<WindowCounts> => {
  if (kind === 'parquet') {
    const target = targetOf();
    readDataFile({ path, kind }, target);
    return target.counts();
  }
  const sum = windowSum(profile);
  const turn = newTurn(crew.size > 0 ? PLACES * (1 + crew.size) : 0, sum.figures);
  crew.begin({ path, kind, profile, unitBytes, turn });
  const bytes = openBytes(path);
  try {
    await countUnits(unitReader(kind, bytes, targetOf(), unitBytes), sum, turn, crew);
  } finally {
    bytes.close();
  }
  return sum.counts();
};
