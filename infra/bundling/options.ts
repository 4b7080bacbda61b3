import path from 'node:path';
import type { BuildOptions } from 'esbuild';

/** How everything that runs on AWS is bundled. */
export const bundleOptions = {
  absWorkingDir: path.resolve(import.meta.dirname, '../..'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  // The packages' ES modules, so that what a function does not use falls out: the SDK clients above all.
  mainFields: ['module', 'main'],
  // Beside the bundle for whoever reads a stack trace, but neither linked from it nor shipped.
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;
