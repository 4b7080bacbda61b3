import {
  CreateEndpointCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeModelCommand,
  ListEndpointsCommand,
  ListTagsCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFile, holdoutRows, scoresOfTraining } from '../../../support/examples.ts';
import { aConfig, anEndpoint, type Cloud, ONNX_IMAGE, ROLE, settled, startCloud, statesOf } from './cloud.ts';

let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud();
  for (const example of ['care-demand', 'care-demand-2', 'co2-outlook'])
    cloud.objects.set(`s3://artefacts/${example}.tar.gz`, await exampleFile(example, 'model.tar.gz'));
  cloud.objects.set('s3://artefacts/broken.tar.gz', await exampleFile('broken', 'model.tar.gz'));
  await aConfig(cloud, 'first');
  await aConfig(cloud, 'second', { archive: 's3://artefacts/care-demand-2.tar.gz' });
});
afterAll(() => cloud.stop());

const scoreOf = async (endpoint: string, row: readonly string[]): Promise<number> => {
  const answer = await cloud.runtime.send(
    new InvokeEndpointCommand({ EndpointName: endpoint, Body: row.join(','), ContentType: 'text/csv' }),
  );
  return Number(answer.Body.transformToString());
};

describe('a new endpoint', () => {
  it('serves the real model once it is in service', async () => {
    const { EndpointArn } = await cloud.control.send(
      new CreateEndpointCommand({ EndpointName: 'Serving', EndpointConfigName: 'first' }),
    );
    const creating = await cloud.control.send(new DescribeEndpointCommand({ EndpointName: 'Serving' }));
    const seen = await settled(cloud, 'serving');

    expect(EndpointArn).toBe('arn:aws:sagemaker:eu-central-1:000000000000:endpoint/serving');
    expect(creating.EndpointStatus).toBe('Creating');
    expect(seen).toMatchObject({
      EndpointName: 'Serving',
      EndpointStatus: 'InService',
      EndpointConfigName: 'first',
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 1, CurrentWeight: 1 }],
    });
    expect(seen.FailureReason).toBeUndefined();
    expect(seen.CreationTime).toBeInstanceOf(Date);
    const [row] = await holdoutRows('care-demand', 1);
    const [expected] = await scoresOfTraining('care-demand');
    expect(await scoreOf('Serving', row ?? [])).toBeCloseTo(expected ?? 0, 5);
    expect(statesOf(cloud, 'Serving')).toEqual(['CREATING', 'IN_SERVICE']);
  });

  it.each([
    ['the image is unknown', { image: 'somewhere/else:1' }, 'The image somewhere/else:1 does not exist'],
    ['the archive is none', { archive: 's3://artefacts/broken.tar.gz' }, 'Failed to download or unpack model data'],
  ])('fails with the reason when %s', async (_, given, reason) => {
    const name = `failing-${'image' in given ? 'image' : 'archive'}`;
    await aConfig(cloud, name, given);

    const seen = await anEndpoint(cloud, name, name);

    expect(seen.EndpointStatus).toBe('Failed');
    expect(seen.FailureReason).toContain(reason);
    const update = new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: 'first' });
    await expect(cloud.control.send(update)).rejects.toThrow('it can only be deleted');
  });

  it('fails when a fault says so, and can be deleted and made again', async () => {
    cloud.sageMaker.faults.failNext('unlucky');
    expect(await anEndpoint(cloud, 'unlucky', 'first')).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringContaining('did not pass the ping health check'),
    });

    await cloud.control.send(new DeleteEndpointCommand({ EndpointName: 'unlucky' }));
    await expect(settled(cloud, 'unlucky')).rejects.toThrow(
      'Could not find endpoint "arn:aws:sagemaker:eu-central-1:000000000000:endpoint/unlucky".',
    );
    expect(await anEndpoint(cloud, 'unlucky', 'first')).toMatchObject({ EndpointStatus: 'InService' });
  });
});

describe('an update', () => {
  it('keeps the old configuration in service until the new one serves', async () => {
    await anEndpoint(cloud, 'updated', 'first');
    const [row = []] = await holdoutRows('care-demand', 1);
    const before = await scoreOf('updated', row);

    await cloud.control.send(new UpdateEndpointCommand({ EndpointName: 'updated', EndpointConfigName: 'second' }));
    const during = await cloud.control.send(new DescribeEndpointCommand({ EndpointName: 'updated' }));
    expect(during).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'first',
      PendingDeploymentSummary: { EndpointConfigName: 'second' },
    });
    expect(await scoreOf('updated', row)).toBe(before);
    const again = new UpdateEndpointCommand({ EndpointName: 'updated', EndpointConfigName: 'first' });
    await expect(cloud.control.send(again)).rejects.toThrow('Cannot update in-progress endpoint');

    expect(await settled(cloud, 'updated')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'second',
    });
    expect(await scoreOf('updated', row)).toBeCloseTo((await scoresOfTraining('care-demand-2'))[0] ?? 0, 5);
    expect(statesOf(cloud, 'updated')).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'IN_SERVICE']);
  });

  it('goes back without a word when a fault says so', async () => {
    await anEndpoint(cloud, 'silent', 'first');
    cloud.sageMaker.faults.rollBackSilently('silent');

    await cloud.control.send(new UpdateEndpointCommand({ EndpointName: 'silent', EndpointConfigName: 'second' }));
    const seen = await settled(cloud, 'silent');

    expect(seen).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'first' });
    expect(seen.FailureReason).toBeUndefined();
    const [row = []] = await holdoutRows('care-demand', 1);
    expect(await scoreOf('silent', row)).toBeCloseTo((await scoresOfTraining('care-demand'))[0] ?? 0, 5);
  });

  it('goes back and says why when the new fleet does not come up', async () => {
    await anEndpoint(cloud, 'loud', 'first');

    await cloud.control.send(new UpdateEndpointCommand({ EndpointName: 'loud', EndpointConfigName: 'failing-image' }));

    expect(await settled(cloud, 'loud')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'first',
      FailureReason: expect.stringContaining('does not exist'),
    });
  });
});

describe('what is there already, missing, or in use', () => {
  const arn = 'arn:aws:sagemaker:eu-central-1:000000000000';

  it.each([
    ['a model twice', () => aConfig(cloud, 'first'), `Cannot create already existing model "${arn}:model/first".`],
    [
      'an endpoint twice, in another case',
      () => cloud.control.send(new CreateEndpointCommand({ EndpointName: 'SERVING', EndpointConfigName: 'first' })),
      `Cannot create already existing endpoint "${arn}:endpoint/serving".`,
    ],
    [
      'an endpoint without its configuration',
      () => cloud.control.send(new CreateEndpointCommand({ EndpointName: 'x', EndpointConfigName: 'none' })),
      `Could not find endpoint configuration "${arn}:endpoint-config/none".`,
    ],
    [
      'a model without its archive',
      () => aConfig(cloud, 'no-archive', { archive: 's3://artefacts/none.tar.gz' }),
      'Could not find model data at s3://artefacts/none.tar.gz.',
    ],
    [
      'the configuration of a serving endpoint',
      () => cloud.control.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'first' })),
      'while endpoint "Serving" uses it',
    ],
    ['its model', () => cloud.control.send(new DeleteModelCommand({ ModelName: 'first' })), 'uses it'],
    [
      'a bad name',
      () => cloud.control.send(new DeleteModelCommand({ ModelName: 'a_b' })),
      "Value 'a_b' at 'modelName' failed to satisfy constraint",
    ],
  ])('refuses %s with ValidationException', async (_, attempt, message) => {
    await expect(attempt()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('refuses by name what it does not have', async () => {
    const model = { ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: ONNX_IMAGE } };
    const vpc = new CreateModelCommand({ ...model, VpcConfig: { SecurityGroupIds: ['sg'], Subnets: ['s'] } });
    await expect(cloud.control.send(vpc)).rejects.toMatchObject({
      name: 'NotImplementedLocally',
      message: expect.stringContaining('CreateModel.VpcConfig'),
    });
  });

  it('lists endpoints and keeps tags', async () => {
    const { Endpoints = [] } = await cloud.control.send(
      new ListEndpointsCommand({ StatusEquals: 'InService', NameContains: 'ated' }),
    );
    expect(Endpoints).toMatchObject([{ EndpointName: 'updated', EndpointStatus: 'InService' }]);
    const { ModelArn } = await cloud.control.send(new DescribeModelCommand({ ModelName: 'first' }));
    const { Tags } = await cloud.control.send(new ListTagsCommand({ ResourceArn: ModelArn }));
    expect(Tags).toEqual([{ Key: 'slipway:team', Value: 'benefits' }]);
  });

  it('asks IAM for the role handed over, the tags, and every resource', () => {
    expect(cloud.asked).toEqual(
      expect.arrayContaining([
        { action: 'sagemaker:CreateModel', resource: `${arn}:model/first` },
        { action: 'sagemaker:AddTags', resource: `${arn}:model/first` },
        { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
        { action: 'sagemaker:UpdateEndpoint', resource: `${arn}:endpoint-config/second` },
        { action: 'sagemaker:InvokeEndpoint', resource: `${arn}:endpoint/updated` },
      ]),
    );
  });
});
