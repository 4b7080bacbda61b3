import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, DefaultStackSynthesizer } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import { stageNamed } from '../../../infra/config.ts';
import { slipway } from '../../../infra/slipway.ts';

export const root = path.resolve(import.meta.dirname, '../../..');

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
}

export interface TemplateJson {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Transform?: unknown;
}

const contextOfCdkJson = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context;

/** Names of the Lambda functions: every folder with an env.ts, except the serving container's. */
export const functionNames = (): readonly string[] =>
  readdirSync(path.join(root, 'functions'))
    .filter((name) => name !== 'serve-onnx' && existsSync(path.join(root, 'functions', name, 'env.ts')))
    .sort();

const folders: string[] = [];

/** A folder that is gone when the tests of this file are over. */
export const temporaryFolder = (purpose: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), `slipway-${purpose}-`));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of bundles without any code: the templates do not depend on it, so these tests need no build. */
const emptyBundles = (): string => {
  const folder = temporaryFolder('bundles');
  for (const name of functionNames()) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'index.js'), `exports.handler = async () => '${name}';\n`);
  }
  return folder;
};

export const appOver = (context: Record<string, unknown> = {}): App =>
  new App({
    analyticsReporting: false,
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    outdir: temporaryFolder('cdk'),
    context: { ...contextOfCdkJson(), 'slipway:bundles': emptyBundles(), ...context },
  });

const synthesize = () => {
  const app = appOver();
  const stacks = slipway(app, stageNamed('slipway'));
  const assembly = app.synth();
  const template = (name: string) => assembly.getStackByName(name).template as TemplateJson;
  return {
    app,
    stacks,
    templates: {
      storage: template('slipway-storage'),
      pipeline: template('slipway-pipeline'),
      operations: template('slipway-operations'),
    },
  };
};

let made: ReturnType<typeof synthesize> | undefined;

/** The three stacks of the stage `slipway`, made once for each test file that asks. */
export const synthesized = (): ReturnType<typeof synthesize> => {
  made ??= synthesize();
  return made;
};
