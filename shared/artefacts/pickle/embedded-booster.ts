import { byteSource } from '../byte-source.ts';
import { readUbjson } from '../json/scan-ubjson.ts';
import { xgboostColumns } from '../json/xgboost-watch.ts';
import { lightgbmColumns } from '../lightgbm.ts';
import { type Features, Malformed, notebook } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import type { ScanLimits } from '../schema.ts';

/** Boosters keep themselves as text (LightGBM) or as UBJSON with the model under this key (XGBoost from 2.1). */
const LIGHTGBM = Buffer.from('tree\nversion=');
const XGBOOST = Buffer.from('{L\0\0\0\0\0\0\0\x06Config{', 'latin1');

/** Shorter bytes are no booster. */
const SHORTEST = 256;

/** Whether bytes of this length may be a booster, by those of them that are at hand. */
export const mayBeBooster = (length: number, window: Buffer, at: number): boolean =>
  length >= SHORTEST && [LIGHTGBM, XGBOOST].some((beginning) => agree(beginning, window, at));

const agree = (beginning: Buffer, window: Buffer, at: number): boolean => {
  const size = Math.min(beginning.length, window.length - at);
  for (let i = 0; i < size; i++) if (window[at + i] !== beginning[i]) return false;
  return true;
};

/**
 * Which columns a booster reads that lies as bytes inside a pickle; nothing when the bytes are something else. All of them
 * are taken. They are not judged here: what no reader understands tells no columns, and that is all.
 */
export const boosterColumns = async (
  pieces: AsyncIterable<Buffer>,
  limits: ScanLimits,
): Promise<Features | undefined> => {
  const source = byteSource(pieces);
  try {
    await source.fill(XGBOOST.length);
    const scan = { source, limits, notebook: notebook(limits), member: undefined } as Scan;
    if (agree(LIGHTGBM, source.window(), 0)) return await lightgbmColumns(scan);
    if (!agree(XGBOOST, source.window(), 0)) return undefined;
    const columns = xgboostColumns(['Model']);
    await readUbjson(scan, columns);
    return columns.features();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return undefined;
  } finally {
    for await (const _ of source.rest());
  }
};
