import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { type Cloud, type CloudOptions, startCloud } from '../../../../infra/local/cloud.ts';
import { type Credentials, operatorKeys } from '../../../../infra/local/front-door/credentials.ts';
import { REGION } from '../../../../infra/local/service.ts';
import { stackOf, type Template, type TemplateResource } from '../../../../infra/local/template/assembly.ts';

const folders: string[] = [];
const clouds: Cloud[] = [];
afterAll(async () => {
  await Promise.all(clouds.splice(0).map((cloud) => cloud.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-cloud-test-'));
  folders.push(folder);
  return folder;
};

export interface TestTemplate extends Partial<Omit<Template, 'Resources'>> {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** Source of `index.mjs` of each function's asset, by asset key. */
  readonly code?: Readonly<Record<string, string>>;
}

/** A stack named `Test` from hand-written resources and handlers. */
const testStack = ({ resources, code = {}, ...sections }: TestTemplate) => {
  const root = temporaryFolder();
  const assets = Object.fromEntries(
    Object.entries(code).map(([key, source]) => {
      const folder = path.join(root, key);
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'index.mjs'), source);
      return [`${key}.zip`, folder];
    }),
  );
  return stackOf('Test', { ...sections, Resources: resources }, assets);
};

/** Starts a local cloud that ends with the test file. */
export const startTestCloud = async (template: TestTemplate, options: Partial<CloudOptions> = {}): Promise<Cloud> => {
  const cloud = await startCloud({ assembly: [testStack(template)], folder: temporaryFolder(), ...options });
  clouds.push(cloud);
  return cloud;
};

/** Settings of an SDK client that speaks to the local cloud. */
export const clientOf = ({ endpoint }: { readonly endpoint: string }, credentials: Credentials = operatorKeys) => ({
  endpoint,
  region: REGION,
  credentials,
  maxAttempts: 1,
});

/** A role that Lambda may take, with what it may do. */
export const lambdaRole = (...allowed: readonly { Action: unknown; Resource: unknown; Condition?: unknown }[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: { Version: '2012-10-17', Statement: allowed.map((one) => ({ Effect: 'Allow', ...one })) },
      },
    ],
  },
});

export const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});

/** A function whose code is the asset of this key. */
export const lambdaFunction = (key: string, role: string, more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: `${key}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': [role, 'Arn'] },
    ...more,
  },
});

/** A table with the partition key `pk`. */
export const table = (more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  },
});
