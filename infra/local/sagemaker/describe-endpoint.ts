import { endpointArn } from './arns.ts';
import type { DataCaptureConfig, Variant } from './requests.ts';
import type { Route } from './rollout.ts';
import type { EndpointRecord, Store } from './store.ts';

/** What DescribeEndpoint says. While an update runs, the configuration named is still the old one. */
export const describeEndpoint = (endpoint: EndpointRecord, store: Store, routes: readonly Route[]) => {
  const { name, config: configName, pending, lastDeployment, failureReason } = endpoint;
  const config = store.configs.get(configName);
  const capture = config?.DataCaptureConfig;
  return {
    EndpointName: name,
    EndpointArn: endpointArn(name),
    EndpointConfigName: configName,
    ProductionVariants: variantsOf(store, configName, routes),
    ...(capture && { DataCaptureConfig: captureSummary(capture) }),
    EndpointStatus: endpoint.status,
    ...(failureReason && { FailureReason: failureReason }),
    CreationTime: endpoint.createdAt / 1000,
    LastModifiedTime: endpoint.changedAt / 1000,
    ...(lastDeployment && { LastDeploymentConfig: lastDeployment }),
    ...(pending && {
      PendingDeploymentSummary: {
        EndpointConfigName: pending.config,
        ProductionVariants: variantsOf(store, pending.config, routes),
        StartTime: pending.startedAt / 1000,
      },
    }),
  };
};

const variantsOf = (store: Store, configName: string, routes: readonly Route[]) => {
  const up = routes.some((route) => route.fleet.config.EndpointConfigName === configName);
  return (store.configs.get(configName)?.ProductionVariants ?? []).map((variant) => ({
    VariantName: variant.VariantName,
    DeployedImages: deployedImages(store, variant),
    CurrentWeight: up ? variant.InitialVariantWeight : 0,
    DesiredWeight: variant.InitialVariantWeight,
    ...(variant.InitialInstanceCount && {
      CurrentInstanceCount: up ? variant.InitialInstanceCount : 0,
      DesiredInstanceCount: variant.InitialInstanceCount,
    }),
    ...(variant.ServerlessConfig && { CurrentServerlessConfig: variant.ServerlessConfig }),
  }));
};

const deployedImages = (store: Store, variant: Variant) => {
  const image = store.models.get(variant.ModelName)?.PrimaryContainer.Image;
  return image === undefined ? [] : [{ SpecifiedImage: image, ResolvedImage: image }];
};

const captureSummary = (capture: DataCaptureConfig) => ({
  EnableCapture: capture.EnableCapture,
  CaptureStatus: capture.EnableCapture ? 'Started' : 'Stopped',
  CurrentSamplingPercentage: capture.InitialSamplingPercentage,
  DestinationS3Uri: capture.DestinationS3Uri,
  KmsKeyId: capture.KmsKeyId ?? '',
});
