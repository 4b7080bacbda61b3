import { Malformed } from '../notebook.ts';

/** The undefined address. */
export const NOWHERE = -1;

export const at32 = (bytes: Buffer, at: number): number => {
  if (at < 0 || at + 4 > bytes.length) throw new Malformed('hdf5-malformed', 'something lies outside the file', at);
  return bytes.readUInt32LE(at);
};

/** An address or a length; `NOWHERE` for the undefined address. @throws Malformed */
export const at64 = (bytes: Buffer, at: number): number => {
  if (at < 0 || at + 8 > bytes.length)
    throw new Malformed('hdf5-malformed', 'something lies outside the file', Math.max(0, at));
  const value = bytes.readBigUInt64LE(at);
  if (value === 0xffffffffffffffffn) return NOWHERE;
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Malformed('hdf5-malformed', 'an address is beyond all measure', at);
  return Number(value);
};

export const slice = (bytes: Buffer, at: number, length: number): Buffer => {
  if (at < 0 || length < 0 || at + length > bytes.length)
    throw new Malformed('hdf5-malformed', 'something lies outside the file', Math.max(0, at));
  return bytes.subarray(at, at + length);
};
