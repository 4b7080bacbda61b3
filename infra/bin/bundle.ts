import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const functions = path.join(root, 'functions');
const dist = path.join(root, 'dist');

/** The serving container is no Lambda: it has its own entry and brings its runtime for ONNX with it. */
const SERVER = 'serve-onnx';

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  // Beside the bundle for whoever reads a stack trace, but neither linked from it nor shipped.
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const names = (await readdir(functions)).filter((name) => existsSync(path.join(functions, name, 'handler.ts'))).sort();
const started = performance.now();
await rm(dist, { recursive: true, force: true });
await build({
  ...common,
  // Faster to load than ESM in every measurement.
  format: 'cjs',
  entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, path.join(functions, name, 'handler.ts')])),
  outdir: dist,
});
// This repository's own package.json says "module"; wherever a bundle is started, it is CommonJS.
for (const name of names) await writeFile(path.join(dist, name, 'package.json'), '{"type":"commonjs"}\n');

const server = path.join(functions, SERVER, 'server.ts');
if (existsSync(server)) {
  await mkdir(path.join(dist, SERVER), { recursive: true });
  await build({
    ...common,
    format: 'esm',
    entryPoints: [server],
    outfile: path.join(dist, SERVER, 'server.mjs'),
    external: ['onnxruntime-web', 'onnxruntime-node'],
  });
}
console.log(
  `dist: ${names.length} functions${existsSync(server) ? ' and the ONNX server' : ''} in ${Math.round(performance.now() - started)} ms`,
);
