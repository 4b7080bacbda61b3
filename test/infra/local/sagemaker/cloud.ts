import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type DataCaptureConfig,
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { createKeyRing, operatorKeys } from '../../../../infra/local/front-door/credentials.ts';
import { createFrontDoor } from '../../../../infra/local/front-door/front-door.ts';
import { createSageMaker, type SageMakerDeps } from '../../../../infra/local/sagemaker/create-sagemaker.ts';
import { type Access, type EmitMetric, type PutEvent, REGION } from '../../../../infra/local/service.ts';

export const ONNX_IMAGE = '000000000000.dkr.ecr.eu-central-1.amazonaws.com/slipway-onnx:1';
export const ROLE = 'arn:aws:iam::000000000000:role/model-role';
const server = fileURLToPath(new URL('../../../../functions/serve-onnx/main.ts', import.meta.url));

type Event = Parameters<PutEvent>[0];
type Metric = Parameters<EmitMetric>[0];

/** SageMaker behind the real front door, over a bucket in memory, with what it says to the rest of the cloud. */
export const startCloud = async (options: Partial<SageMakerDeps> & { objects?: Map<string, Buffer> } = {}) => {
  const objects = options.objects ?? new Map<string, Buffer>();
  const events: Event[] = [];
  const metrics: Metric[] = [];
  const log: string[] = [];
  const asked: Access[] = [];
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'sagemaker-'));
  const sageMaker = createSageMaker({
    images: (image) => (image === ONNX_IMAGE ? { command: [process.execPath, server], env: {} } : undefined),
    readObject: async (uri) => {
      const body = objects.get(uri);
      if (!body) throw new Error(`there is no ${uri}`);
      return Readable.from([body]);
    },
    writeObject: async (uri, body) => void objects.set(uri, body),
    putEvent: (event) => void events.push(event),
    emit: (metric) => void metrics.push(metric),
    log: (line) => void log.push(line),
    ...options,
    folder,
  });
  const door = createFrontDoor({
    keys: createKeyRing(Buffer.from('run'), () => false),
    authorize: (_, accesses) => void asked.push(...accesses),
    now: () => new Date(),
  });
  door.serve(sageMaker);
  const endpoint = `http://127.0.0.1:${await door.listen(0)}`;
  await sageMaker.start();
  const config = { endpoint, region: REGION, credentials: operatorKeys, maxAttempts: 1 };
  const control = new SageMakerClient(config);
  const runtime = new SageMakerRuntimeClient(config);
  const stop = async () => {
    control.destroy();
    runtime.destroy();
    await door.close();
    await sageMaker.stop();
  };
  return { sageMaker, control, runtime, objects, events, metrics, log, asked, folder, stop };
};
export type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** A model and a configuration of the same name. */
export const aConfig = async (
  { control }: Cloud,
  name: string,
  given: { archive?: string; image?: string; instances?: number; capture?: DataCaptureConfig } = {},
): Promise<void> => {
  const { archive = 's3://artefacts/care-demand.tar.gz', image = ONNX_IMAGE, instances = 1, capture } = given;
  await control.send(
    new CreateModelCommand({
      ModelName: name,
      ExecutionRoleArn: ROLE,
      EnableNetworkIsolation: true,
      PrimaryContainer: { Image: image, ModelDataUrl: archive },
      Tags: [{ Key: 'slipway:team', Value: 'benefits' }],
    }),
  );
  await control.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        { VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: instances, InstanceType: 'ml.m5.large' },
      ],
      DataCaptureConfig: capture,
    }),
  );
};

export const anEndpoint = async (cloud: Cloud, name: string, config: string): Promise<DescribeEndpointOutput> => {
  await cloud.control.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: config }));
  return await settled(cloud, name);
};

/** Polls as a state machine would, only faster. */
export const settled = async ({ control }: Cloud, name: string): Promise<DescribeEndpointOutput> => {
  for (;;) {
    const seen = await control.send(new DescribeEndpointCommand({ EndpointName: name }));
    if (!/ing$/.test(seen.EndpointStatus ?? '')) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

export const statesOf = (cloud: Cloud, endpoint: string): unknown[] =>
  cloud.events
    .map((event) => event.detail as { EndpointName: string; EndpointStatus: string })
    .filter((detail) => detail.EndpointName === endpoint)
    .map((detail) => detail.EndpointStatus);
