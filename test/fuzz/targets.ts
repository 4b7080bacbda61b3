import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { corpus, fileName } from '../support/corpus.ts';
import { checkArtefact } from './check-artefact.ts';
import { checkDataset, checkFeed, checkManifest, checkParquet } from './check-rows.ts';
import { blind } from './mutate/bytes.ts';
import { npyHeader, parquetFooter, safetensorsHeader } from './mutate/headers.ts';
import { within } from './mutate/layers.ts';
import { anyOf, type Mutation } from './mutate/mutation.ts';
import { pickleOpcodes } from './mutate/pickle-opcodes.ts';
import { protobufFields } from './mutate/protobuf.ts';
import { tokenwise } from './mutate/tokens.ts';
import { rowSeeds } from './row-seeds.ts';
import type { Seed, Target } from './target.ts';

/** Larger files only slow the search down, and so do bombs. */
const LARGEST_SEED = 40_000;
const BOMB = /bomb/;

const cases = (path: RegExp): readonly Seed[] =>
  corpus()
    .filter((one) => path.test(one.path) && !BOMB.test(one.path) && one.bytes.length <= LARGEST_SEED)
    .map((one) => ({ name: fileName(one.path), bytes: one.bytes }));

const unpacked = (): readonly Seed[] =>
  cases(/^(archive|tar)\/(?!(after-end|second-member|garbage|cut|bomb|no-end)).*\.tar\.gz$/).map(({ name, bytes }) => ({
    name: name.replace(/\.gz$/, ''),
    bytes: gunzipSync(bytes),
  }));

/** A scanner of the gate, begun from the cases of the corpus whose path matches. */
const scanner = (name: string, path: RegExp, own: readonly Mutation[] = [], more?: Partial<Target>): Target => {
  const inner = anyOf([...own, ...own, blind]);
  return {
    name,
    seeds: () => cases(path),
    mutate: anyOf([inner, within(inner), within(inner)]),
    check: checkArtefact,
    ...more,
  };
};

export const targets: readonly Target[] = [
  scanner('safetensors', /\.safetensors$/, [safetensorsHeader]),
  scanner('onnx', /\.onnx$/, [protobufFields]),
  scanner('gguf', /\.gguf$/),
  scanner('pmml', /\.(pmml|xml)$/, [tokenwise]),
  scanner('npy', /\.npy$/, [npyHeader, pickleOpcodes]),
  scanner('npz', /\.npz$/, [npyHeader, pickleOpcodes]),
  scanner('hdf5', /\.h5$/, [tokenwise]),
  scanner('keras', /\.keras$/, [tokenwise]),
  scanner('zip', /\.zip$/),
  scanner('tar', /\.tar$/, [], { seeds: () => [...cases(/\.tar$/), ...unpacked()] }),
  scanner('tar.gz', /\.tar\.gz$/),
  scanner('gzip', /gzip.*\.joblib$|\.joblib\.gz$|^tar\/gzip|^archive\/.*gz$/),
  scanner('lightgbm', /^lightgbm\/.*\.txt$/, [tokenwise]),
  scanner('json', /^json\//, [tokenwise]),
  scanner('xgboost-json', /^xgboost\/.*\.json$/, [tokenwise]),
  scanner('ubjson', /\.ubj$/, [tokenwise]),
  scanner('pickle', /\.pkl$/, [pickleOpcodes]),
  scanner('joblib', /\.joblib(\.gz)?$/, [pickleOpcodes]),
  scanner('torch', /\.(pt|pth)$/, [pickleOpcodes]),
  scanner('detect', /./),
  { name: 'csv', seeds: () => rowSeeds('csv'), mutate: anyOf([tokenwise, tokenwise, blind]), check: checkDataset },
  {
    name: 'json-lines',
    seeds: () => rowSeeds('jsonl'),
    mutate: anyOf([tokenwise, tokenwise, blind]),
    check: checkDataset,
  },
  {
    name: 'csv-feed',
    seeds: () => rowSeeds('csv'),
    mutate: anyOf([tokenwise, tokenwise, blind]),
    check: checkFeed('csv'),
  },
  {
    name: 'json-lines-feed',
    seeds: () => rowSeeds('jsonl'),
    mutate: anyOf([tokenwise, tokenwise, blind]),
    check: checkFeed('jsonl'),
  },
  {
    name: 'capture',
    seeds: () => rowSeeds('capture'),
    mutate: anyOf([tokenwise, tokenwise, blind]),
    check: checkFeed('capture'),
  },
  {
    name: 'parquet',
    seeds: () => filesOf('../corpus/parquet/', /\.parquet$/),
    mutate: anyOf([parquetFooter, blind]),
    check: checkParquet,
  },
  { name: 'manifest', seeds: manifests, mutate: anyOf([tokenwise, tokenwise, blind]), check: checkManifest },
];

function manifests(): readonly Seed[] {
  return ['broken', 'care-demand', 'care-demand-2', 'co2-outlook'].flatMap((example) =>
    filesOf(`../../examples/${example}/`, /^manifest\.yaml$/),
  );
}

function filesOf(folder: string, names: RegExp): readonly Seed[] {
  const place = new URL(folder, import.meta.url);
  return readdirSync(place)
    .filter((name) => names.test(name))
    .map((name) => ({ name, bytes: readFileSync(new URL(name, place)) }));
}
