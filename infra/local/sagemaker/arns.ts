import { ACCOUNT, REGION } from '../service.ts';

// SageMaker writes names in lower case in its ARNs, whatever their case was at creation.
const arn = (kind: string, name: string): string =>
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${kind}/${name.toLowerCase()}`;

export const modelArn = (name: string): string => arn('model', name);
export const configArn = (name: string): string => arn('endpoint-config', name);
export const endpointArn = (name: string): string => arn('endpoint', name);
