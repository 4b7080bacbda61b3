#!/usr/bin/env node
process.argv.splice(2, 0, new URL('slipway.ts', import.meta.url).pathname);
await import('./with-node24.mjs');
