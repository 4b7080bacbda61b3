import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type Container, type ServingProcess, startContainer } from './container.ts';
import type { Variant } from './requests.ts';
import type { ConfigRecord, ModelRecord, Store } from './store.ts';
import { unpack } from './unpack.ts';

export interface FleetDeps {
  /** The process that serves for an image; nothing for an image that this machine does not have. */
  images(imageUri: string): ServingProcess | undefined;
  /** Reads an object as the model's role would. */
  readObject(s3Uri: string): Promise<Readable>;
  /** Where models are unpacked. */
  readonly folder: string;
  readonly startupSeconds: number;
  readonly signal: AbortSignal;
  log(line: string): void;
}

/** One production variant that answers. It is one process, however many instances were asked for. */
export interface ServingVariant {
  readonly name: string;
  readonly weight: number;
  readonly url: string;
}

/** All that serves one endpoint configuration. */
export interface Fleet {
  readonly config: ConfigRecord;
  readonly variants: readonly ServingVariant[];
  stop(): Promise<void>;
}

/** Starts a fleet; all of it, or none. The error's message is a `FailureReason`. */
export const bringUp = async (
  deps: FleetDeps,
  store: Pick<Store, 'models' | 'configs'>,
  endpoint: string,
  configName: string,
): Promise<Fleet> => {
  const config = store.configs.get(configName);
  if (!config) throw new Error(`The endpoint configuration ${configName} is gone.`);
  const starting = config.ProductionVariants.map((variant) => {
    const model = store.models.get(variant.ModelName);
    if (!model) throw new Error(`The model ${variant.ModelName} is gone.`);
    return startVariant(deps, model, variant, endpoint);
  });
  const started = await Promise.allSettled(starting);
  const up = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async () => void (await Promise.all(up.map((one) => one.stop())));
  const failed = started.find((one) => one.status === 'rejected');
  if (!failed) return { config, variants: up, stop };
  await stop();
  throw failed.reason;
};

const startVariant = async (
  deps: FleetDeps,
  model: ModelRecord,
  variant: Variant,
  endpoint: string,
): Promise<ServingVariant & Pick<Container, 'stop'>> => {
  const { Image, ModelDataUrl, Environment } = model.PrimaryContainer;
  const process = deps.images(Image);
  if (!process)
    throw new Error(`The image ${Image} does not exist: the local cloud has no process that serves for it.`);
  const folder = await mkdtemp(path.join(deps.folder, `${endpoint}-${variant.VariantName}-`));
  const away = () => rm(folder, { recursive: true, force: true });
  try {
    if (ModelDataUrl) await fetchModel(deps, ModelDataUrl, folder);
    const container = await startContainer({
      process,
      environment: Environment,
      modelFolder: folder,
      startupSeconds: deps.startupSeconds,
      signal: deps.signal,
      log: (line) => deps.log(`${endpoint}/${variant.VariantName}: ${line}`),
    }).catch((error: Error) => {
      deps.log(`${endpoint}/${variant.VariantName}: ${error.message}`);
      throw new Error(pingFailed(variant.VariantName));
    });
    const stop = async () => {
      await container.stop();
      await away();
    };
    return { name: variant.VariantName, weight: variant.InitialVariantWeight, url: container.url, stop };
  } catch (error) {
    await away();
    throw error;
  }
};

const fetchModel = async (deps: FleetDeps, s3Uri: string, folder: string): Promise<void> => {
  try {
    await unpack(await deps.readObject(s3Uri), folder);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(
      `Failed to download or unpack model data from ${s3Uri}: ${why}. SageMaker takes one .tar.gz archive.`,
    );
  }
};

/** The words of AWS for a container that does not come up. */
export const pingFailed = (variant: string): string =>
  `The primary container for production variant ${variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`;
