import type { Scan } from '../scan.ts';
import { strictDocument } from './strict-document.ts';
import { jsonTokens } from './tokens.ts';
import { xgboostWatch } from './xgboost-watch.ts';

/** Judges a JSON document, and an XGBoost model when it is one. */
export const scanJson = async (scan: Scan): Promise<string> => {
  const watch = xgboostWatch();
  const tokens = jsonTokens(strictDocument(scan, watch));
  for await (const piece of scan.source.rest()) tokens.feed(piece);
  tokens.end();
  if (!watch.isXgboost()) return 'json';
  watch.end(scan);
  return 'xgboost json';
};
