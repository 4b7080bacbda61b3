import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { scanArtefact } from '../../shared/artefacts/scan-artefact.ts';
import { ScanReport } from '../../shared/artefacts/schema.ts';

export interface Case {
  readonly path: string;
  readonly expect: 'accept' | 'refuse';
  /** What Python's unpickler, with stubs for every name, calls when it loads this. */
  readonly calls: readonly string[];
  readonly bytes: Buffer;
}

/** Artefacts made by `test/corpus/make_corpus.py`. */
export const corpus = (): readonly Case[] =>
  gunzipSync(readFileSync(new URL('../corpus/cases.jsonl.gz', import.meta.url)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { bytes, ...rest } = JSON.parse(line) as Omit<Case, 'bytes'> & { bytes: string };
      return { ...rest, bytes: Buffer.from(bytes, 'base64') };
    });

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Scans bytes that arrive in pieces of any size. */
export const scanBytes = async (bytes: Buffer, name?: string, piece = bytes.length || 1): Promise<ScanReport> =>
  ScanReport.parse(
    await scanArtefact(
      (async function* () {
        for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
      })(),
      name,
    ),
  );
