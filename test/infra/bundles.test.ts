import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames, root } from './support/synthesized.ts';

const dist = path.join(root, 'dist');

/** Bytes. A function that grows past this has taken in a library that it should not need. */
const LARGEST = 750_000;

const bundle = (name: string): Buffer => readFileSync(path.join(dist, name, 'index.js'));

// `npm test` builds first; a single run of the tests in an unbuilt checkout has nothing to weigh.
describe.skipIf(!existsSync(dist))('bundles', () => {
  it.each(functionNames())('%s is there, alone in its folder with its map, and small', (name) => {
    expect(readdirSync(path.join(dist, name)).sort()).toEqual(['index.js', 'index.js.map', 'package.json']);
    expect(bundle(name).length).toBeLessThan(LARGEST);
  });

  it.each(functionNames())(
    '%s is plain ASCII: one other character, and all of it takes twice the memory to read',
    (name) => {
      expect(
        bundle(name)
          .toString('latin1')
          .match(/.{0,40}\P{ASCII}+/u),
      ).toBeNull();
    },
  );

  it.each(functionNames())('%s takes its credentials from nowhere but its environment', (name) => {
    for (const elsewhere of ['credential_process', 'AssumeRoleWithWebIdentity'])
      expect(bundle(name).includes(elsewhere)).toBe(false);
  });
});
