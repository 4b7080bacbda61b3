import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { Policy } from '../../shared/policy/schema.ts';
import { applyPolicy } from '../cli/commands/policy-apply.ts';
import { environmentOf, SESSION_FILE } from '../cli/local-session.ts';
import { findOutputs, type Outputs } from '../cli/outputs.ts';
import { evidenceOf } from '../cli/ports.ts';
import { type Cloud, startCloud } from '../local/cloud.ts';
import { lockFolder } from '../local/processes/lock.ts';
import { REGION } from '../local/service.ts';
import { people } from './people.ts';

/** Alias of the policy, and the image URI that the templates get for it. */
const ONNX_IMAGE = 'slipway/onnx:rehearsal';
/** Three ports from here on: front door, identity provider, pages. */
const PORT = Number(process.env.SLIPWAY_PORT ?? 4566);
/** Half a minute of waiting for SageMaker is half a second here. */
const WAIT_SPEED = 60;

export interface RehearsalOptions {
  /** Forget what an earlier run left. */
  readonly fresh: boolean;
  readonly say: (line: string) => void;
  /** @default .slipway */
  readonly folder?: string;
  /** 0 asks for free ports. @default SLIPWAY_PORT, else 4566 */
  readonly port?: number;
  /** Build and synthesize first. @default true */
  readonly build?: boolean;
  /** @default examples/policy.yaml */
  readonly policy?: string;
}

/** A running local cloud with Slipway in it, and the SDK of this process pointed at it. */
export interface Rehearsal {
  readonly cloud: Cloud;
  readonly outputs: Outputs;
  readonly mailbox: string;
  readonly dashboard: string;
  /** Ends when somebody stops it (Ctrl-C). */
  readonly stopped: Promise<void>;
  /** Rejects when something nobody waits for has gone wrong. */
  readonly failed: Promise<never>;
  fail(error: Error): void;
  stop(): Promise<void>;
}

/** Builds the functions, synthesizes the CDK app, and brings the local cloud up from the templates. */
export const startRehearsal = async ({
  fresh,
  say,
  folder = '.slipway',
  port = PORT,
  build = true,
  policy = 'examples/policy.yaml',
}: RehearsalOptions): Promise<Rehearsal> => {
  const started = performance.now();
  if (build) {
    say('  building the functions and synthesizing the CDK app ...');
    await script('infra/bin/bundle.ts');
    await script('infra/bin/synth.ts');
  }
  const { promise: stopped, resolve: stopNow } = Promise.withResolvers<void>();
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {});
  if (fresh) forget(folder);
  const cloud = await startCloud({
    assembly: 'cdk.out',
    folder,
    port,
    waitSpeed: WAIT_SPEED,
    log: (line) => appendFileSync(path.join(folder, 'cloud.log'), `${line}\n`),
    images: (uri) =>
      uri === ONNX_IMAGE
        ? { command: [process.execPath, path.resolve('dist/serve-onnx/server.mjs')], env: {} }
        : undefined,
    parameters: ({ issuer }) => ({
      OidcIssuer: issuer,
      OidcClientId: 'slipway',
      MailFrom: 'slipway@example.com',
      OnnxImage: ONNX_IMAGE,
      OpsEmail: 'ops@example.com',
    }),
    identity: ({ apis }) => ({
      clients: [
        {
          clientId: 'slipway',
          redirectUris: apis.map(({ url }) => `${url}/signed-in`),
          postLogoutRedirectUris: apis.map(({ url }) => `${url}/`),
        },
      ],
      personas: people.map((person) => ({ ...person, groups: [...person.groups] })),
    }),
  });
  // From here on every client of this process speaks to the local cloud, by the SDK's own variables.
  Object.assign(process.env, environmentOf(cloud.endpoint, REGION));
  const session = path.join(folder, path.basename(SESSION_FILE));
  mkdirSync(folder, { recursive: true });
  writeFileSync(session, JSON.stringify({ endpoint: cloud.endpoint, region: REGION }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopNow());

  const outputs = await findOutputs();
  await applyPolicy(evidenceOf(outputs), Policy.parse(parse(readFileSync(policy, 'utf8'))));
  say(
    `  local cloud up at ${cloud.endpoint} after ${((performance.now() - started) / 1000).toFixed(1)} s, policy in force`,
  );
  return {
    cloud,
    outputs,
    mailbox: `${cloud.endpoint}/_local/mail`,
    dashboard: `${cloud.endpoint}/_local/dashboard`,
    stopped,
    failed,
    fail,
    stop: async () => {
      rmSync(session, { force: true });
      await cloud.stop();
    },
  };
};

/** Empties the folder of an earlier run. @throws Error when a local cloud runs on it now */
const forget = (folder: string): void => {
  const release = lockFolder(folder);
  for (const entry of readdirSync(folder))
    if (entry !== 'lock') rmSync(path.join(folder, entry), { recursive: true, force: true });
  release();
};

/** In a process of its own: the CDK library is large, and this one stays up. */
const script = async (file: string): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, [file]);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} failed:\n${stdout}${stderr}`);
  }
};
