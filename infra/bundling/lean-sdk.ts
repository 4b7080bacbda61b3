import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Leaves out of a function's bundle what the AWS SDK brings for other surroundings than Lambda. A cold start reads every
 * byte of a bundle before it runs the first. What is left out fails with its reason if it is ever asked for.
 */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup: ({ onResolve, onLoad }) => {
    for (const [specifier, contents] of replacements) {
      onResolve({ filter: new RegExp(`^${specifier}$`) }, ({ resolveDir }) => ({
        path: specifier,
        namespace: 'lean-sdk',
        pluginData: resolveDir,
        sideEffects: false,
      }));
      onLoad({ filter: new RegExp(`^${specifier}$`), namespace: 'lean-sdk' }, ({ pluginData }) => ({
        contents,
        resolveDir: pluginData as string,
      }));
    }
    onLoad({ filter: /[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
    }));
    // A client wants its version for the user agent, and nothing else of its package.json.
    onLoad({ filter: /[\\/]@aws-sdk[\\/][a-z0-9-]+[\\/]package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify({ version: (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version }),
      loader: 'json',
    }));
  },
};

const replacements: ReadonlyMap<string, string> = new Map([
  [
    // Lambda gives its credentials in the environment, as the local cloud does. Profiles, single sign-on, instance
    // metadata and the clients of three services stay away.
    '@aws-sdk/credential-provider-node',
    "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  ],
  [
    // For operations that stream events, of which Slipway calls none. Their dynamic import alone keeps the half of
    // @smithy/core from being shaken.
    '@smithy/core/event-streams',
    `const leftOut = () => { throw new Error('event streams are left out of the bundles: see infra/bundling/lean-sdk.ts'); };
    export const resolveEventStreamSerdeConfig = (config) => config;
    export const eventStreamSerdeProvider = leftOut;
    export class EventStreamSerde { constructor() { leftOut(); } }`,
  ],
]);

/**
 * An SDK's schemas name their traits by constants, as in `{ [_xN]: _C }`. A computed key might run code, so nothing that
 * has one can be shaken, used or not: of S3's schemas, three quarters. The constants' own text can.
 */
const withPlainKeys = (source: string): string => {
  const texts = new Map([...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/(?<=[{,] )\[(\w+)\]: /g, (whole, name: string) =>
    texts.has(name) ? `${texts.get(name)}: ` : whole,
  );
};
