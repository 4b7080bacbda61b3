import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { CURRENT_POLICY } from '../../shared/adapters/document-policies.ts';
import { Policy } from '../../shared/policy/schema.ts';
import { applyPolicy } from '../cli/commands/policy-apply.ts';
import { environmentOf, type LocalSession, SESSION_FILE } from '../cli/local-session.ts';
import { findOutputs, type Outputs } from '../cli/outputs.ts';
import { evidenceOf } from '../cli/ports.ts';
import { Complaint } from '../cli/terminal.ts';
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
  /** The first of three; 0 asks for free ones. @default SLIPWAY_PORT, else 4566 */
  readonly port?: number;
  /** Build and synthesize first. @default true */
  readonly build?: boolean;
  /** @default examples/policy.yaml */
  readonly policy?: string;
  /** Ends the building when somebody does not want to wait for it. */
  readonly signal?: AbortSignal;
}

/** A running local cloud with Slipway in it, and the SDK of this process pointed at it. */
export interface Rehearsal {
  readonly cloud: Cloud;
  readonly outputs: Outputs;
  readonly mailbox: string;
  readonly dashboard: string;
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
  signal,
}: RehearsalOptions): Promise<Rehearsal> => {
  const started = performance.now();
  // Before anything is built: a build would change the files under another local cloud's feet.
  if (fresh) forget(folder);
  else lockOf(folder)();
  if (port !== 0) await needPorts(port);
  if (build) {
    say('  building the functions and synthesizing the CDK app ...');
    await script('infra/bin/bundle.ts', signal);
    await script('infra/bin/synth.ts', signal);
  }
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {});
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
  writeFileSync(
    session,
    JSON.stringify({ endpoint: cloud.endpoint, region: REGION, pid: process.pid } satisfies LocalSession),
  );

  const outputs = await settle(cloud, fresh, policy);
  say(
    `  local cloud up at ${cloud.endpoint} after ${((performance.now() - started) / 1000).toFixed(1)} s, policy in force`,
  );
  return {
    cloud,
    outputs,
    mailbox: `${cloud.endpoint}/_local/mail`,
    dashboard: `${cloud.endpoint}/_local/dashboard`,
    failed,
    fail,
    stop: async () => {
      rmSync(session, { force: true });
      await cloud.stop();
    },
  };
};

/** Finds the installation and puts the first policy in force; a cloud that kept what it holds keeps its policy too. */
const settle = async (cloud: Cloud, fresh: boolean, policy: string): Promise<Outputs> => {
  try {
    const outputs = await findOutputs();
    const documents = evidenceOf(outputs);
    if (fresh || (await documents.text(CURRENT_POLICY)) === undefined)
      await applyPolicy(documents, Policy.parse(parse(readFileSync(policy, 'utf8'))));
    return outputs;
  } catch (error) {
    await cloud.stop();
    throw error;
  }
};

/** Takes the folder. @throws Complaint when a local cloud runs on it now */
const lockOf = (folder: string): (() => void) => {
  try {
    return lockFolder(folder);
  } catch (error) {
    throw new Complaint((error as Error).message);
  }
};

/** @throws Complaint when a port is taken that the front door, the identity provider or the pages need */
const needPorts = async (first: number): Promise<void> => {
  if (!Number.isInteger(first) || first < 1 || first > 65_533)
    throw new Complaint('SLIPWAY_PORT is the first of three port numbers, from 1 to 65533.');
  for (const port of [first, first + 1, first + 2]) {
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (free) await once(server.close(), 'close');
    else
      throw new Complaint(
        `Port ${port} is taken, or may not be used. Choose three free ones in a row by their first: SLIPWAY_PORT=4600 npm start`,
      );
  }
};

/** Empties the folder of an earlier run. */
const forget = (folder: string): void => {
  const release = lockOf(folder);
  for (const entry of readdirSync(folder))
    if (entry !== 'lock') rmSync(path.join(folder, entry), { recursive: true, force: true });
  release();
};

/** In a process of its own: the CDK library is large, and this one stays up. */
const script = async (file: string, signal?: AbortSignal): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, [file], { signal });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} failed:\n${stdout}${stderr}`);
  }
};
