import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DeploymentConfig } from './deployment-config.ts';
import type { Request, Tag } from './requests.ts';

/** `SystemUpdating` is here the time in which an endpoint comes up again after the local cloud was started. */
export type EndpointStatus = 'Creating' | 'Updating' | 'SystemUpdating' | 'InService' | 'Deleting' | 'Failed';

export interface ModelRecord extends Omit<Request<'CreateModel'>, 'Tags'> {
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number;
}

export interface ConfigRecord extends Omit<Request<'CreateEndpointConfig'>, 'Tags'> {
  readonly createdAt: number;
}

export interface EndpointRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly status: EndpointStatus;
  /** The configuration that serves, or is to serve first. */
  readonly config: string;
  readonly failureReason?: string;
  readonly lastDeployment?: DeploymentConfig;
  /** The configuration on its way in. */
  readonly pending?: { readonly config: string; readonly startedAt: number };
}

/** Records of SageMaker, kept in one JSON file. Endpoints go by their lower-case name: SageMaker's ignore case. */
export interface Store {
  readonly models: Map<string, ModelRecord>;
  readonly configs: Map<string, ConfigRecord>;
  readonly endpoints: Map<string, EndpointRecord>;
  /** Tags by ARN. */
  readonly tags: Map<string, readonly Tag[]>;
  /** Writes everything down; to be called after every change. */
  save(): void;
}

export const openStore = (folder: string): Store => {
  const file = path.join(folder, 'sagemaker.json');
  mkdirSync(folder, { recursive: true });
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const store = {
    models: new Map<string, ModelRecord>(kept.models),
    configs: new Map<string, ConfigRecord>(kept.configs),
    endpoints: new Map<string, EndpointRecord>(kept.endpoints),
    tags: new Map<string, readonly Tag[]>(kept.tags),
  };
  return {
    ...store,
    save: () => {
      const entries = Object.entries(store).map(([kind, records]) => [kind, [...records]]);
      // A rename is whole or not at all, so a crash leaves the file before or after the change.
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(entries), null, 1));
      renameSync(`${file}.new`, file);
    },
  };
};
