import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { leanSdk } from '../../infra/bundling/lean-sdk.ts';
import { bundleOptions } from '../../infra/bundling/options.ts';
import { markdownTable, median } from './facts.ts';

const ROUNDS = 9;

/** Milliseconds to load a bundle in a fresh process, with the variables that its env.ts asks for. */
const loadOnce = (file: string): number => {
  const script = `const t=process.hrtime.bigint();require(${JSON.stringify(file)});process.stdout.write(String(Number(process.hrtime.bigint()-t)/1e6))`;
  return Number(
    execFileSync(process.execPath, ['-e', script], {
      env: { ...process.env, ...anyEnvironment, NODE_DISABLE_COMPILE_CACHE: '1' },
      encoding: 'utf8',
    }),
  );
};

/** Values that pass every function's schema; nothing is called with them. */
const anyEnvironment = {
  AWS_REGION: 'eu-central-1',
  ...Object.fromEntries(
    'REGISTRY_TABLE AUDIT_TABLE APPROVALS_TABLE INTAKE_BUCKET ARTEFACT_BUCKET EVIDENCE_BUCKET CAPTURE_BUCKET EVENT_BUS RELEASE_MACHINE_ARN EXTERNAL_MACHINE_ARN MONITOR_MACHINE_ARN SIGNING_KEY_ARN MODEL_ROLE_ARN ONNX_IMAGE SCHEDULER_ROLE_ARN SCHEDULE_GROUP OIDC_CLIENT_ID'
      .split(' ')
      .map((name) => [name, 'any']),
  ),
  SITE_URL: 'http://127.0.0.1:1',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  MAIL_FROM: 'slipway@example.com',
};

/** A bundle that makes a client of DynamoDB and nothing else, by the settings of all others. */
const bareClient = async (outfile: string, plugins: Plugin[]): Promise<string> => {
  await build({
    ...bundleOptions,
    sourcemap: false,
    format: 'cjs',
    plugins,
    stdin: {
      contents: "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; new DynamoDBClient({});",
      resolveDir: process.cwd(),
    },
    outfile,
  });
  return outfile;
};

/** Size of every handler's bundle and the time to load it, as a multiple of a bundle that imports client-dynamodb and nothing else. */
export const benchBundles = async (): Promise<string> => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    const bare = await bareClient(path.join(scratch, 'bare.cjs'), []);
    const lean = await bareClient(path.join(scratch, 'lean.cjs'), [leanSdk]);
    const peers = new Map([
      [bare, 'client-dynamodb alone'],
      [lean, 'the same without what Lambda has no use for'],
    ]);
    const names = readdirSync('dist')
      .filter((name) => name !== 'serve-onnx')
      .sort();
    const files = [bare, lean, ...names.map((name) => path.resolve('dist', name, 'index.js'))];
    const times = new Map<string, number[]>(files.map((file) => [file, []]));
    // Round by round, so that a slow minute of the machine touches all alike.
    for (let round = 0; round < ROUNDS; round++) for (const file of files) times.get(file)?.push(loadOnce(file));
    const msOf = (file: string): number => median(times.get(file) ?? []);
    const rows = files.map((file) => [
      peers.get(file) ?? path.basename(path.dirname(file)),
      kilobytes(statSync(file).size),
      kilobytes(gzipSync(readFileSync(file)).length),
      msOf(file).toFixed(0),
      `${(msOf(file) / msOf(bare)).toFixed(2)} x`,
      `${(msOf(file) / msOf(lean)).toFixed(2)} x`,
    ]);
    const columns = ['bundle', 'kB', 'kB gzip', 'load ms', 'against client-dynamodb alone', 'against that without'];
    return `Load: \`require\` in a fresh process, median of ${ROUNDS} rounds over all bundles in turn. Both clients are bundled by the same settings; the second also without profiles, single sign-on and the like, as the functions are (\`infra/bundling/lean-sdk.ts\`).\n\n${markdownTable(columns, rows)}`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0);
