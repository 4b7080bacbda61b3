import { CreateEndpointConfigCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFile, holdoutRows } from '../../../support/examples.ts';
import { aConfig, anEndpoint, type Cloud, settled, startCloud } from './cloud.ts';

let cloud: Cloud;
let alarm: 'OK' | 'ALARM' = 'OK';

beforeAll(async () => {
  cloud = await startCloud({ alarmState: (name) => (name === 'errors' ? alarm : undefined) });
  for (const example of ['care-demand', 'care-demand-2'])
    cloud.objects.set(`s3://artefacts/${example}.tar.gz`, await exampleFile(example, 'model.tar.gz'));
  await aConfig(cloud, 'old', { instances: 2 });
  await aConfig(cloud, 'new', { instances: 2, archive: 's3://artefacts/care-demand-2.tar.gz' });
  await aConfig(cloud, 'single');
  await Promise.all([
    anEndpoint(cloud, 'tripped', 'old'),
    anEndpoint(cloud, 'passed', 'old'),
    anEndpoint(cloud, 'lonely', 'single'),
  ]);
});
afterAll(() => cloud.stop());

const canary = (endpoint: string, config: string, wait: number) =>
  cloud.control.send(
    new UpdateEndpointCommand({
      EndpointName: endpoint,
      EndpointConfigName: config,
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'CANARY',
            WaitIntervalInSeconds: wait,
            CanarySize: { Type: 'CAPACITY_PERCENT', Value: 50 },
          },
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] },
      },
    }),
  );

const ask = async (endpoint: string): Promise<string> => {
  const [row = []] = await holdoutRows('care-demand', 1);
  const answer = await cloud.runtime.send(
    new InvokeEndpointCommand({ EndpointName: endpoint, Body: row.join(','), ContentType: 'text/csv' }),
  );
  return answer.Body.transformToString();
};
const askOften = async (endpoint: string): Promise<Set<string>> =>
  new Set(await Promise.all(Array.from({ length: 30 }, () => ask(endpoint))));

describe('a canary', () => {
  it('lets both fleets answer, and goes back when its alarm goes off', async () => {
    alarm = 'OK';
    const before = await ask('tripped');
    await canary('tripped', 'new', 600);

    // The canary holds for ten minutes, so the first answer of the new fleet comes while the old one answers too.
    let answer = await ask('tripped');
    while (answer === before) answer = await ask('tripped');
    expect(await askOften('tripped')).toEqual(new Set([before, answer]));
    alarm = 'ALARM';

    expect(await settled(cloud, 'tripped')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'old',
      FailureReason: expect.stringContaining('errors'),
    });
    expect(await askOften('tripped')).toEqual(new Set([before]));
  });

  it('gives the new fleet all of the traffic in the end', async () => {
    alarm = 'OK';
    const before = await ask('passed');
    await canary('passed', 'new', 0);

    expect(await settled(cloud, 'passed')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'new',
      LastDeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } },
    });
    expect(await askOften('passed')).not.toContain(before);
  });

  it('is refused for a single instance', async () => {
    await expect(canary('lonely', 'single', 600)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('at least 2 instances'),
    });
  });
});

describe('a configuration', () => {
  const serverless = {
    VariantName: 'v',
    ModelName: 'old',
    ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 },
  };
  const onInstances = {
    VariantName: 'v',
    ModelName: 'old',
    InitialInstanceCount: 1,
    InstanceType: 'ml.m5.large' as const,
  };
  const capture = {
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: 's3://capture',
    CaptureOptions: [{ CaptureMode: 'InputAndOutput' as const }],
  };

  it.each([
    ['serverless with Data Capture', [serverless], capture, 'do not support DataCaptureConfig'],
    ['serverless with two variants', [serverless, { ...serverless, VariantName: 'w' }], undefined, 'multiple'],
    ['with both kinds of capacity', [{ ...onInstances, ...serverless }], undefined, 'either InstanceType'],
    ['with one variant name twice', [onInstances, onInstances], undefined, 'unique'],
    ['with a model that is not there', [{ ...onInstances, ModelName: 'none' }], undefined, 'Could not find model'],
    ['capturing InputAndOutput in one', [onInstances], capture, 'Input and Output as two options'],
  ])('is refused when it is %s', async (_, ProductionVariants, DataCaptureConfig, message) => {
    const create = new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants, DataCaptureConfig });
    await expect(cloud.control.send(create)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});
