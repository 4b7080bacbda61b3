import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
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
    'REGISTRY_TABLE AUDIT_TABLE APPROVALS_TABLE INTAKE_BUCKET ARTEFACT_BUCKET EVIDENCE_BUCKET CAPTURE_BUCKET EVENT_BUS RELEASE_MACHINE_ARN MONITOR_MACHINE_ARN SIGNING_KEY_ARN MODEL_ROLE_ARN ONNX_IMAGE SCHEDULER_ROLE_ARN SCHEDULE_GROUP OIDC_CLIENT_ID'
      .split(' ')
      .map((name) => [name, 'any']),
  ),
  SITE_URL: 'http://127.0.0.1:1',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  MAIL_FROM: 'slipway@example.com',
};

/** Size of every handler's bundle and the time to load it, as a multiple of a bundle that imports client-dynamodb and nothing else. */
export const benchBundles = async (): Promise<string> => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    const bare = path.join(scratch, 'bare.cjs');
    await build({
      stdin: {
        contents: "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; new DynamoDBClient({});",
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      minify: true,
      mainFields: ['module', 'main'],
      outfile: bare,
    });
    const names = readdirSync('dist')
      .filter((name) => name !== 'serve-onnx')
      .sort();
    const files = [bare, ...names.map((name) => path.resolve('dist', name, 'index.js'))];
    const times = new Map<string, number[]>(files.map((file) => [file, []]));
    // Round by round, so that a slow minute of the machine touches all alike.
    for (let round = 0; round < ROUNDS; round++) for (const file of files) times.get(file)?.push(loadOnce(file));
    const bareMs = median(times.get(bare) ?? []);
    const rows = files.map((file) => {
      const ms = median(times.get(file) ?? []);
      const name = file === bare ? 'client-dynamodb alone' : path.basename(path.dirname(file));
      return [
        name,
        kilobytes(statSync(file).size),
        kilobytes(gzipSync(readFileSync(file)).length),
        ms.toFixed(0),
        `${(ms / bareMs).toFixed(2)} x`,
      ];
    });
    return `Load: \`require\` in a fresh process, median of ${ROUNDS} rounds over all bundles in turn.\n\n${markdownTable(['bundle', 'kB', 'kB gzip', 'load ms', 'against client-dynamodb alone'], rows)}`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0);
