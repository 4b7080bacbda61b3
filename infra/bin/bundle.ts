import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { leanSdk } from '../bundling/lean-sdk.ts';
import { bundleOptions } from '../bundling/options.ts';
import { refreshEngineModule } from '../engine-module.ts';

const root = path.resolve(import.meta.dirname, '../..');
const functions = path.join(root, 'functions');
const dist = path.join(root, 'dist');

/** The serving container is no Lambda: it has its own entry and brings its runtime for ONNX with it. */
const SERVER = 'serve-onnx';

/** esbuild has told what is wrong, and where. */
const stop = (): never => process.exit(1);

const names = (await readdir(functions)).filter((name) => existsSync(path.join(functions, name, 'handler.ts'))).sort();
const started = performance.now();
await refreshEngineModule();
// Nothing is written when one of them fails, so an old bundle never stands beside new ones.
await build({
  ...bundleOptions,
  // Faster to load than ESM in every measurement.
  format: 'cjs',
  plugins: [leanSdk],
  entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, path.join(functions, name, 'handler.ts')])),
  outdir: dist,
}).catch(stop);
// This repository's own package.json says "module"; wherever a bundle is started, it is CommonJS.
for (const name of names) await writeFile(path.join(dist, name, 'package.json'), '{"type":"commonjs"}\n');

for (const stale of (await readdir(dist)).filter((name) => name !== SERVER && !names.includes(name)))
  await rm(path.join(dist, stale), { recursive: true });

const server = path.join(functions, SERVER, 'main.ts');
if (existsSync(server)) {
  await mkdir(path.join(dist, SERVER), { recursive: true });
  await build({
    ...bundleOptions,
    format: 'esm',
    entryPoints: [server],
    outfile: path.join(dist, SERVER, 'server.mjs'),
    external: ['onnxruntime-web', 'onnxruntime-node'],
  }).catch(stop);
}
console.log(
  `dist: ${names.length} functions${existsSync(server) ? ' and the ONNX server' : ''} in ${Math.round(performance.now() - started)} ms`,
);
