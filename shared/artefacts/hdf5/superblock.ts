import { Malformed } from '../notebook.ts';
import type { Claims } from './claims.ts';
import { at64, NOWHERE, slice } from './reading.ts';

export interface Superblock {
  readonly root: number;
  /** Object header of what the file keeps about itself; `NOWHERE` when it keeps nothing. */
  readonly extension: number;
  readonly end: number;
}

/** Reads the superblock (format specification, II.A): versions 0 and 1 name the root in an entry, 2 and 3 directly. @throws Malformed */
export const superblockOf = (file: Buffer, claims: Claims): Superblock => {
  const version = file[8] ?? 255;
  const widths = version < 2 ? [file[13], file[14]] : [file[9], file[10]];
  if (version > 3 || widths[0] !== 8 || widths[1] !== 8)
    throw new Malformed('hdf5-unsupported', `the superblock version ${version} is not read`, 8);
  const first = version === 0 ? 24 : version === 1 ? 28 : 12;
  if (at64(file, first) !== 0)
    throw new Malformed('hdf5-unsupported', 'the file begins with a block that is not HDF5', first);
  if (version >= 2) {
    claims.claim(0, 48);
    return { root: at64(file, 36), extension: at64(file, 20), end: at64(file, 28) };
  }
  if (at64(file, first + 24) !== NOWHERE)
    throw new Malformed('hdf5-unsupported', 'the file is one of several (driver information)', first + 24);
  slice(file, first, 72);
  claims.claim(0, first + 72);
  return { root: at64(file, first + 40), extension: NOWHERE, end: at64(file, first + 16) };
};
