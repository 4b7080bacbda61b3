import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AssemblyManifest } from 'aws-cdk-lib/cloud-assembly-schema';

// Does what `cdk synth` does, without its command line: the same context, the same templates, no network.
const root = path.resolve(import.meta.dirname, '../..');
const { context, output } = JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
  output: string;
};
const folder = path.join(root, output);
process.env.CDK_OUTDIR = folder;
process.env.CDK_CONTEXT_JSON = JSON.stringify({
  ...context,
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
});
process.chdir(root);
await import('./app.ts');

const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as AssemblyManifest;
const stacks = Object.entries(manifest.artifacts ?? {}).filter(([, { type }]) => type === 'aws:cloudformation:stack');
const resources = stacks.reduce((sum, [name]) => {
  const template = JSON.parse(readFileSync(path.join(folder, `${name}.template.json`), 'utf8')) as {
    Resources: object;
  };
  return sum + Object.keys(template.Resources).length;
}, 0);
// A failed validation has set the exit code and told why already.
if (!process.exitCode) console.log(`${output}: ${stacks.map(([name]) => name).join(', ')} (${resources} resources)`);
