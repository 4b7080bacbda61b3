import { InvokeEndpointCommand, type InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFile, holdoutRows, scoresOfTraining } from '../../../support/examples.ts';
import { aConfig, anEndpoint, type Cloud, startCloud } from './cloud.ts';

const at = Date.parse('2026-02-14T17:25:49.250Z');
let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud({ now: () => at });
  cloud.objects.set('s3://artefacts/care-demand.tar.gz', await exampleFile('care-demand', 'model.tar.gz'));
  await aConfig(cloud, 'plain');
  await aConfig(cloud, 'captured', {
    capture: {
      EnableCapture: true,
      InitialSamplingPercentage: 100,
      DestinationS3Uri: 's3://capture/traffic/',
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
    },
  });
  await Promise.all([anEndpoint(cloud, 'plain', 'plain'), anEndpoint(cloud, 'captured', 'captured')]);
});
afterAll(() => cloud.stop());

const invoke = (input: Partial<InvokeEndpointCommandInput> & { Body: string }) =>
  cloud.runtime.send(new InvokeEndpointCommand({ EndpointName: 'plain', ContentType: 'text/csv', ...input }));

const captured = async () => {
  await cloud.sageMaker.flushCapture();
  return [...cloud.objects].filter(([uri]) => uri.startsWith('s3://capture/'));
};

describe('InvokeEndpoint', () => {
  it('answers in the accepted type and names the variant', async () => {
    const [row = []] = await holdoutRows('care-demand', 1);
    const answer = await invoke({ Body: row.join(','), Accept: 'application/json', TargetVariant: 'AllTraffic' });

    expect(answer.InvokedProductionVariant).toBe('AllTraffic');
    expect(answer.ContentType).toContain('application/json');
    const { predictions } = JSON.parse(answer.Body.transformToString());
    expect(predictions[0]).toBeCloseTo((await scoresOfTraining('care-demand'))[0] ?? 0, 5);
  });

  it("passes the model server's refusal on as ModelError, and counts it", async () => {
    cloud.metrics.length = 0;
    await expect(invoke({ Body: 'much' })).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 400,
      OriginalMessage: expect.stringContaining('row 1 has 1 values'),
      $metadata: { httpStatusCode: 424 },
    });
    const dimensions = { EndpointName: 'plain', VariantName: 'AllTraffic' };
    expect(cloud.metrics).toEqual(
      expect.arrayContaining([
        { namespace: 'AWS/SageMaker', name: 'Invocations', dimensions, value: 1, unit: 'Count' },
        { namespace: 'AWS/SageMaker', name: 'Invocation4XXErrors', dimensions, value: 1, unit: 'Count' },
        { namespace: 'AWS/SageMaker', name: 'Invocation5XXErrors', dimensions, value: 0, unit: 'Count' },
        expect.objectContaining({ name: 'ModelLatency', unit: 'Microseconds' }),
        expect.objectContaining({ name: 'OverheadLatency', unit: 'Microseconds' }),
      ]),
    );
  });

  it.each([
    ['an endpoint that is not there', { EndpointName: 'none' }, 'Endpoint none of account 000000000000 not found.'],
    ['a variant that is not there', { TargetVariant: 'Other' }, 'Variant Other of endpoint plain not found.'],
    ['too large a body', { Body: 'x'.repeat(6_291_457) }, 'less than or equal to 6291456'],
    ['too long an inference id', { InferenceId: 'x'.repeat(65) }, 'less than or equal to 64'],
  ])('refuses %s', async (_, input, message) => {
    await expect(invoke({ Body: '1', ...input })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });
});

describe('Data Capture', () => {
  it('writes the records of SageMaker under endpoint, variant and hour, undeclared types as base64', async () => {
    const rows = await holdoutRows('care-demand', 2);
    const Body = `${rows.map((row) => row.join(',')).join('\n')}\n`;
    await invoke({ EndpointName: 'captured', Body, InferenceId: 'claim-7' });
    const json = await invoke({ EndpointName: 'captured', Body, Accept: 'application/json' });

    const [[uri, file] = ['', Buffer.alloc(0)], ...others] = await captured();

    expect(others).toEqual([]);
    expect(uri).toMatch(
      /^s3:\/\/capture\/traffic\/captured\/AllTraffic\/2026\/02\/14\/17\/25-49-250-[0-9a-f-]{36}\.jsonl$/,
    );
    const lines = file
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      captureData: {
        endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: Body, encoding: 'CSV' },
        endpointOutput: {
          observedContentType: 'text/csv; charset=utf-8',
          mode: 'OUTPUT',
          data: expect.stringMatching(/^0\.\d+\n0\.\d+\n$/),
          encoding: 'CSV',
        },
      },
      eventMetadata: {
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        inferenceId: 'claim-7',
        inferenceTime: '2026-02-14T17:25:49Z',
      },
      eventVersion: '0',
    });
    expect(lines[1].captureData.endpointOutput).toEqual({
      observedContentType: 'application/json; charset=utf-8',
      mode: 'OUTPUT',
      data: Buffer.from(json.Body).toString('base64'),
      encoding: 'BASE64',
    });
    expect(lines[1].eventMetadata).not.toHaveProperty('inferenceId');
  });

  it('captures nothing where it is not switched on, and no failed request', async () => {
    const before = (await captured()).length;
    const [row = []] = await holdoutRows('care-demand', 1);
    await invoke({ Body: row.join(',') });
    await expect(invoke({ EndpointName: 'captured', Body: 'much' })).rejects.toThrow();
    expect(await captured()).toHaveLength(before);
  });
});
