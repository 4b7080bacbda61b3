import type { Manifest } from '../registry/manifest.ts';
import type { ModelVersion } from '../registry/schema.ts';
import { servingNames } from './names.ts';
import type { EndpointPlan, Purpose } from './schema.ts';

/** What the surroundings give to a plan. */
export interface Surroundings {
  readonly artefactBucket: string;
  readonly captureBucket: string;
  readonly modelRoleArn: string;
  /** Image URI by the policy's alias. */
  readonly images: Readonly<Record<string, string>>;
}

/**
 * Everything SageMaker is asked for, as its own parameters. Staging is one instance without capture; production has the
 * size the manifest asks for and captures traffic, inputs and outputs as two options (one combined option is refused by
 * the service: FACTS 4.1), with content types listed so that bodies are not stored as base64.
 */
export const planEndpoint = (
  version: ModelVersion,
  manifest: Manifest,
  purpose: Purpose,
  sampling: number,
  around: Surroundings,
): EndpointPlan => {
  const names = servingNames(version, purpose);
  const image = around.images[manifest.serving.image];
  if (image === undefined) throw new TypeError(`no image is known under the alias ${manifest.serving.image}`);
  const tags = tagsOf(version, purpose);
  return {
    ...names,
    tags,
    createModel: {
      ModelName: names.model,
      ExecutionRoleArn: around.modelRoleArn,
      EnableNetworkIsolation: true,
      PrimaryContainer: {
        Image: image,
        ModelDataUrl: `s3://${around.artefactBucket}/${version.files.model.key}`,
        Environment: { SLIPWAY_TASK: manifest.task },
      },
      Tags: tags,
    },
    createConfig: {
      EndpointConfigName: names.config,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: names.model,
          InitialInstanceCount: purpose === 'staging' ? 1 : manifest.serving.minInstances,
          InstanceType: manifest.serving.instanceType,
          InitialVariantWeight: 1,
        },
      ],
      ...(purpose === 'production' && {
        DataCaptureConfig: {
          EnableCapture: true,
          InitialSamplingPercentage: sampling,
          DestinationS3Uri: `s3://${around.captureBucket}`,
          CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
          CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
        },
      }),
      Tags: tags,
    },
  };
};

/** Cost-allocation tags on everything that is made. */
const tagsOf = (version: ModelVersion, purpose: Purpose) => [
  { Key: 'slipway:team', Value: version.team },
  { Key: 'slipway:model', Value: version.model },
  { Key: 'slipway:version', Value: version.version },
  { Key: 'slipway:purpose', Value: purpose },
];
