import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { engineModule } from '../../infra/engine-module.ts';

it('the WebAssembly in the repository is what its source compiles to', async () => {
  const committed = await readFile(new URL('../../shared/monitoring/engine/wasm-bytes.ts', import.meta.url), 'utf8');

  // Not the texts: nobody wants to read them.
  expect((await engineModule()) === committed).toBe(true);
});
