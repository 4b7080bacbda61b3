import { type Access, type Call, NotImplementedLocally } from '../service.ts';
import { configArn, endpointArn, modelArn } from './arns.ts';
import { endpointOfPath } from './invoke.ts';
import { knownOperation, type Operation, parseRequest, type Request } from './requests.ts';

/** The resources that IAM looks at, by operation. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html */
const RESOURCES: { readonly [Name in Operation]: (request: Request<Name>) => readonly string[] } = {
  CreateModel: ({ ModelName }) => [modelArn(ModelName)],
  DescribeModel: ({ ModelName }) => [modelArn(ModelName)],
  DeleteModel: ({ ModelName }) => [modelArn(ModelName)],
  CreateEndpointConfig: ({ EndpointConfigName, ProductionVariants }) => [
    configArn(EndpointConfigName),
    ...ProductionVariants.map((variant) => modelArn(variant.ModelName)),
  ],
  DescribeEndpointConfig: ({ EndpointConfigName }) => [configArn(EndpointConfigName)],
  DeleteEndpointConfig: ({ EndpointConfigName }) => [configArn(EndpointConfigName)],
  CreateEndpoint: ({ EndpointName, EndpointConfigName }) => [endpointArn(EndpointName), configArn(EndpointConfigName)],
  UpdateEndpoint: ({ EndpointName, EndpointConfigName }) => [endpointArn(EndpointName), configArn(EndpointConfigName)],
  DescribeEndpoint: ({ EndpointName }) => [endpointArn(EndpointName)],
  DeleteEndpoint: ({ EndpointName }) => [endpointArn(EndpointName)],
  ListEndpoints: () => ['*'],
  AddTags: ({ ResourceArn }) => [ResourceArn],
  ListTags: ({ ResourceArn }) => [ResourceArn],
};

/** What a call needs to be allowed, tagging on creation and handing over the execution role included. */
export const accessesOf = async (call: Call): Promise<readonly Access[]> => {
  if (call.operation === '') {
    const endpoint = endpointOfPath(call);
    if (endpoint === undefined) throw new NotImplementedLocally(`${call.method} ${call.path} of the SageMaker runtime`);
    return [{ action: 'sagemaker:InvokeEndpoint', resource: endpointArn(endpoint) }];
  }
  return operationAccesses(knownOperation(call.operation), await call.json());
};

const operationAccesses = <Name extends Operation>(operation: Name, body: unknown): readonly Access[] => {
  const request = parseRequest(operation, body);
  const resources = RESOURCES[operation](request);
  const accesses: Access[] = resources.map((resource) => ({ action: `sagemaker:${operation}`, resource }));
  if (operation.startsWith('Create') && 'Tags' in request && request.Tags.length > 0)
    accesses.push({ action: 'sagemaker:AddTags', resource: resources[0] ?? '*' });
  if ('ExecutionRoleArn' in request) {
    const context = { 'iam:PassedToService': 'sagemaker.amazonaws.com' };
    accesses.push({ action: 'iam:PassRole', resource: request.ExecutionRoleArn, context });
  }
  return accesses;
};
