import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, unknown>;
const { dependencies, devDependencies } = json('package.json') as Record<string, Record<string, string>>;
const { packages } = json('package-lock.json') as {
  packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
};

const sources = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Packages that these folders really load: types are gone when they run. */
const loaded = (...folders: string[]): Set<string> =>
  new Set(
    folders.flatMap(sources).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )(?:[^;']*? from )?'([^.'][^']*)';$/gm)]
        .map(([, name = '']) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter((name) => !name.startsWith('node:')),
    ),
  );

describe('the packages', () => {
  it('that functions and command line load are dependencies; what only builds, rehearses or tests is for development', () => {
    const production = loaded('functions', 'shared', 'infra/cli');
    // The serving container brings its own runtime for ONNX (functions/serve-onnx/Dockerfile).
    production.delete('onnxruntime-web');

    expect(Object.keys(dependencies ?? {}).sort()).toEqual([...production].sort());
    for (const name of production) expect(devDependencies).not.toHaveProperty([name]);
  });

  it('are locked for every platform, or npm ci refuses the lock file', () => {
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) =>
        Object.keys(packages).every((key) => key !== `node_modules/${name}` && !key.endsWith(`/node_modules/${name}`)),
      ),
    );

    expect(missing).toEqual([]);
  });

  it('have exact versions', () => {
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
