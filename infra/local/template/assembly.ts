import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A CloudFormation template, as far as the loader reads it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly [section: string]: unknown;
}

interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly [attribute: string]: unknown;
}

interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Description?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** Path of a file asset by its object key in the assets bucket. */
  readonly assets: Readonly<Record<string, string>>;
}

/** A stack from a template alone, such as one in a test. */
export const stackOf = (name: string, template: Template, assets: Readonly<Record<string, string>> = {}): Stack => ({
  name,
  template,
  assets,
});

/** Reads every stack of a cloud assembly (`cdk.out`), those first on which others depend. @throws Error when the folder holds none */
export const readAssembly = (folder: string): readonly Stack[] => {
  const { artifacts } = readJson<Manifest>(path.join(folder, 'manifest.json'));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  if (stacks.length === 0) throw new Error(`There is no stack in ${folder}.`);
  const inOrder: Stack[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (seen.has(id) || !artifact) return;
    seen.add(id);
    for (const needed of artifact.dependencies ?? []) visit(needed);
    if (artifact.type === 'aws:cloudformation:stack') inOrder.push(readStack(folder, id, artifact, artifacts));
  };
  for (const [id] of stacks) visit(id);
  return inOrder;
};

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

interface Assets {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

const readStack = (
  folder: string,
  id: string,
  { properties, dependencies = [] }: Artifact,
  artifacts: Manifest['artifacts'],
): Stack => {
  const assets: Record<string, string> = {};
  for (const needed of dependencies) {
    const file = artifacts[needed]?.type === 'cdk:asset-manifest' && artifacts[needed].properties?.file;
    if (!file) continue;
    for (const { source, destinations } of Object.values(readJson<Assets>(path.join(folder, file)).files ?? {}))
      for (const { objectKey } of Object.values(destinations)) assets[objectKey] = path.resolve(folder, source.path);
  }
  const template = readJson<Template>(path.join(folder, properties?.templateFile ?? `${id}.template.json`));
  return { name: properties?.stackName ?? id, template, assets };
};

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
