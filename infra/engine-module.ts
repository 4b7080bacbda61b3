import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const engine = path.resolve(import.meta.dirname, '../shared/monitoring/engine');
const sources = path.join(engine, 'assembly');
const module = path.join(engine, 'wasm-bytes.ts');

const OPTIONS = '-O3 --noAssert --runtime stub --enable simd --importMemory --memoryBase 64'.split(' ');

/** AssemblyScript's compiler. Its own types are not looked at: they declare a global `console` of another kind. */
const COMPILER: string = 'assemblyscript/asc';
interface Compiler {
  main(
    options: readonly string[],
    to: { writeFile(name: string, contents: Uint8Array | string): void },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** The text of wasm-bytes.ts: the engine's source compiled, as base64, so that it is at hand without a build step. */
export const engineModule = async (): Promise<string> => {
  // Half a second to load, and seldom needed.
  const { main } = (await import(COMPILER)) as Compiler;
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await main(['index.ts', '--baseDir', sources, '-o', 'engine.wasm', ...OPTIONS], {
    writeFile(_, contents) {
      bytes = contents as Uint8Array;
    },
  });
  if (error || !bytes) throw new Error(`the engine does not compile\n${stderr.toString()}`, { cause: error });
  return [
    '// Compiled from assembly/ by npm run build; not to be edited.',
    `// Sources: sha256 ${await sourcesDigest()}`,
    'export const WASM =',
    `  '${Buffer.from(bytes).toString('base64')}';`,
    '',
  ].join('\n');
};

/** Compiles the engine when its source is no longer what wasm-bytes.ts was made from. */
export const refreshEngineModule = async (): Promise<void> => {
  const current = await readFile(module, 'utf8').catch(() => '');
  if (!current.includes(await sourcesDigest())) await writeFile(module, await engineModule());
};

const sourcesDigest = async (): Promise<string> => {
  const digest = createHash('sha256').update(OPTIONS.join(' '));
  for (const name of (await readdir(sources)).sort())
    if (name.endsWith('.ts')) digest.update(name).update(await readFile(path.join(sources, name)));
  return digest.digest('hex');
};
