import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames, root } from './support/synthesized.ts';

const dist = path.join(root, 'dist');

/** Bytes. A function that grows past this has taken in a library that it should not need. */
const LARGEST = 1_000_000;

// `npm test` builds first; a single run of the tests in an unbuilt checkout has nothing to weigh.
describe.skipIf(!existsSync(dist))('bundles', () => {
  it.each(functionNames())('%s is there, alone in its folder with its map, and small', (name) => {
    expect(readdirSync(path.join(dist, name)).sort()).toEqual(['index.js', 'index.js.map', 'package.json']);
    expect(statSync(path.join(dist, name, 'index.js')).size).toBeLessThan(LARGEST);
  });
});
