import type { PutEvent } from '../service.ts';
import { endpointArn } from './arns.ts';
import type { EndpointRecord, Store } from './store.ts';

/**
 * Puts `SageMaker Endpoint State Change` on the default bus, in the shape of FACTS 4.7. The event says IN_SERVICE where the API
 * says InService.
 */
export const announceEndpoint = (putEvent: PutEvent, store: Store, endpoint: EndpointRecord): void => {
  const arn = endpointArn(endpoint.name);
  const variants = store.configs.get(endpoint.config)?.ProductionVariants ?? [];
  putEvent({
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Endpoint State Change',
    resources: [arn],
    detail: {
      EndpointName: endpoint.name,
      EndpointArn: arn,
      EndpointConfigName: endpoint.config,
      ProductionVariants: variants.map((variant) => ({
        VariantName: variant.VariantName,
        DesiredWeight: variant.InitialVariantWeight,
        ...(variant.InitialInstanceCount && { DesiredInstanceCount: variant.InitialInstanceCount }),
      })),
      EndpointStatus: endpoint.status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
      ...(endpoint.failureReason && { FailureReason: endpoint.failureReason }),
      CreationTime: endpoint.createdAt,
      LastModifiedTime: endpoint.changedAt,
      Tags: Object.fromEntries((store.tags.get(arn) ?? []).map((tag) => [tag.Key, tag.Value])),
    },
  });
};
