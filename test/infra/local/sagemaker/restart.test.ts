import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeEndpointCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { exampleFile, exampleGraph, holdoutRows } from '../../../support/examples.ts';
import { aConfig, anEndpoint, type Cloud, startCloud, statesOf } from './cloud.ts';

describe('after a restart', () => {
  let cloud: Cloud;
  afterEach(() => cloud.stop());

  it('serves what was in service, on the configuration that was serving', async () => {
    cloud = await startCloud();
    cloud.objects.set('s3://artefacts/care-demand.tar.gz', await exampleFile('care-demand', 'model.tar.gz'));
    await aConfig(cloud, 'old');
    await aConfig(cloud, 'new');
    await anEndpoint(cloud, 'kept', 'old');
    await anEndpoint(cloud, 'cut', 'old');
    await cloud.control.send(new UpdateEndpointCommand({ EndpointName: 'cut', EndpointConfigName: 'new' }));
    await cloud.stop();

    cloud = await startCloud({ folder: cloud.folder, objects: cloud.objects });

    const describe = (name: string) => cloud.control.send(new DescribeEndpointCommand({ EndpointName: name }));
    expect(await describe('kept')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'old' });
    expect((await describe('kept')).FailureReason).toBeUndefined();
    expect(await describe('cut')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'old',
      FailureReason: 'The local cloud was stopped during the update to new.',
    });
    expect(statesOf(cloud, 'kept')).toEqual(['SYSTEM_UPDATING', 'IN_SERVICE']);
    const [row = []] = await holdoutRows('care-demand', 1);
    const ask = new InvokeEndpointCommand({ EndpointName: 'kept', Body: row.join(','), ContentType: 'text/csv' });
    expect(Number((await cloud.runtime.send(ask)).Body.transformToString())).toBeGreaterThan(0);
  });
});

describe('the model server', () => {
  it('ends when whoever started it is gone', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'model-'));
    writeFileSync(path.join(folder, 'model.onnx'), await exampleGraph('care-demand'));
    const server = spawn(process.execPath, ['functions/serve-onnx/main.ts'], {
      env: {
        PATH: process.env.PATH,
        MODEL_DIR: folder,
        SAGEMAKER_BIND_TO_PORT: '0',
        HOST: '127.0.0.1',
        EXIT_WITH_PARENT: '1',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(server.stdout, 'data');

    server.stdin.end();

    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});
