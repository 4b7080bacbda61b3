import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { planEndpoint } from '../../../shared/deployment/plan.ts';
import { monthlyUsd } from '../../../shared/deployment/prices.ts';
import { rehash } from '../../../shared/deployment/rehash.ts';
import { liveVersion, rollbackTarget } from '../../../shared/deployment/rollback-target.ts';
import { EndpointPlan } from '../../../shared/deployment/schema.ts';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { later } from '../../support/approval.ts';
import { aManifest, aModelVersion, aServing } from '../../support/builders.ts';
import { memoryContentStore } from '../../support/memory/content-store.ts';

const around = {
  artefactBucket: 'artefacts',
  captureBucket: 'capture',
  modelRoleArn: 'arn:aws:iam::000000000000:role/model',
  images: { onnx: 'onnx-image:1' },
};

describe('planning an endpoint', () => {
  const production = planEndpoint(aModelVersion(), aManifest(), 'production', 25, around);
  const staging = planEndpoint(aModelVersion(), aManifest(), 'staging', 25, around);

  it('gives what SageMaker is asked for, under one set of names', () => {
    expect(EndpointPlan.parse(production)).toEqual(production);
    expect(production.createModel.ModelName).toBe(production.model);
    expect(production.createConfig).toMatchObject({
      EndpointConfigName: production.config,
      ProductionVariants: [{ ModelName: production.model, InitialInstanceCount: 2, InstanceType: 'ml.m5.large' }],
    });
  });

  it('serves exactly the stored bytes, cut off from the network', () => {
    expect(production.createModel).toMatchObject({
      EnableNetworkIsolation: true,
      ExecutionRoleArn: around.modelRoleArn,
      PrimaryContainer: {
        Image: 'onnx-image:1',
        ModelDataUrl: `s3://artefacts/${aModelVersion().files.model.key}`,
        Environment: { SLIPWAY_TASK: 'binary-classification' },
      },
    });
  });

  it('captures traffic in production, inputs and outputs as options of their own', () => {
    expect(production.createConfig.DataCaptureConfig).toMatchObject({
      EnableCapture: true,
      InitialSamplingPercentage: 25,
      DestinationS3Uri: 's3://capture',
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    });
  });

  it('makes staging one instance that captures nothing', () => {
    expect(staging.createConfig.ProductionVariants[0]?.InitialInstanceCount).toBe(1);
    expect(staging.createConfig).not.toHaveProperty('DataCaptureConfig');
  });

  it('tags everything with whose it is, in lengths that AWS takes', () => {
    for (const tags of [production.tags, production.createModel.Tags, production.createConfig.Tags]) {
      expect(tags.map(({ Key }) => Key)).toEqual([
        'slipway:team',
        'slipway:model',
        'slipway:version',
        'slipway:purpose',
      ]);
      for (const { Key, Value } of tags) {
        expect(Key.length).toBeLessThanOrEqual(128);
        expect(Value.length).toBeLessThanOrEqual(256);
      }
    }
  });

  it('does not guess an image', () => {
    expect(() => planEndpoint(aModelVersion(), aManifest(), 'staging', 25, { ...around, images: {} })).toThrow(
      'no image is known under the alias onnx',
    );
  });
});

describe('the version to go back to', () => {
  const superseded = (version: string, at: number) =>
    aModelVersion({ version, state: 'superseded', serving: aServing(version), changedAt: later(at).toISOString() });

  it('is the one that was replaced last', () => {
    const versions = [superseded('1.0.0', 0), superseded('1.2.0', 20), superseded('1.1.0', 10)];

    expect(rollbackTarget(versions)?.version).toBe('1.2.0');
    expect(versions.map(({ version }) => version)).toEqual(['1.0.0', '1.2.0', '1.1.0']);
  });

  it.each(['rolled-back', 'retired', 'deploy-failed', 'declined', 'approved', 'live'] as const)(
    'is never one that is %s',
    (state) => {
      expect(rollbackTarget([aModelVersion({ state, serving: aServing() })])).toBeUndefined();
    },
  );

  it('is never one that was not served', () => {
    expect(rollbackTarget([aModelVersion({ state: 'superseded' })])).toBeUndefined();
  });

  it('differs from the one that is live', () => {
    const live = aModelVersion({ state: 'live', version: '2.0.0' });

    expect(liveVersion([superseded('1.0.0', 0), live])).toEqual(live);
    expect(liveVersion([superseded('1.0.0', 0)])).toBeUndefined();
  });
});

describe('hashing stored bytes again', () => {
  it('is content with what was recorded, and throws by name for anything else (A-30)', async () => {
    const store = memoryContentStore();
    const file = { key: `sha256/${sha256('model')}/m`, sha256: sha256('model'), bytes: 5 };
    await store.keep(Readable.from(['model']), file.sha256, 'm', 5);
    await expect(rehash(store, file)).resolves.toBeUndefined();

    store.tamper(file.key, 'medel');
    await expect(rehash(store, file)).rejects.toMatchObject({
      name: 'BytesChanged',
      details: { found: sha256('medel') },
    });
  });
});

describe('what an endpoint costs a month', () => {
  it('grows with the instances and is unknown for unknown types', () => {
    expect(monthlyUsd({ instanceType: 'ml.m5.large', minInstances: 2 })).toBe(167.9);
    expect(monthlyUsd({ instanceType: 'ml.p5.48xlarge', minInstances: 1 })).toBeUndefined();
  });
});
