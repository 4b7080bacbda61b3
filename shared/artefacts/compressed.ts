import { createInflate } from 'node:zlib';
import { byteSource } from './byte-source.ts';
import { measured } from './expansion.ts';
import { gunzipped } from './gzip.ts';
import { inflated, type Packed } from './inflate.ts';
import { Malformed } from './notebook.ts';
import type { Scan } from './scan.ts';

/** What may lie in one layer of gzip or zlib: an archive of a model, or a pickle as joblib compresses it (S-17). */
const INSIDE = ['tar', 'pickle', 'npy', 'onnx', 'safetensors', 'json', 'pmml', 'lightgbm', 'xgboost json'];

/** Judges a compressed stream: its frame here, its content as a file of its own. */
export const scanCompressed = async (scan: Scan): Promise<string> => {
  const { source, notebook, member } = scan;
  await source.fill(2);
  const gzip = source.window()[0] === 0x1f;
  const start = source.offset();
  let ended = false;
  const content = async function* () {
    yield* gzip ? gunzipped(scan) : unzlibbed(scan);
    ended = true;
  };
  const format = await scan.inside(byteSource(content()), member, scan.level + (gzip ? 0 : 1), 'unnamed');
  // Where a broken stream would have ended, nobody knows: nothing stands behind it.
  if (!ended) for await (const _ of source.rest());
  if (/ in (gzip|zlib)$/.test(format) || format === 'gzip' || format === 'zlib')
    throw new Malformed('compressed-twice', 'compressed bytes are compressed again', start, 'compress once');
  if (!gzip && format !== 'pickle')
    notebook.refuse('unsupported-format', `zlib holds ${format}, which no library writes`, { member });
  if (gzip && !INSIDE.includes(format))
    notebook.refuse('unsupported-format', `gzip holds ${format}, which is not accepted`, { member });
  return gzip && format === 'tar' ? 'tar.gz' : `${format} in ${gzip ? 'gzip' : 'zlib'}`;
};

const unzlibbed = (scan: Scan): AsyncGenerator<Buffer> => {
  const packed: Packed = { bytes: 0 };
  return measured(inflated(scan.source, createInflate({ chunkSize: 2 ** 17 }), packed), () => packed.bytes, scan);
};
