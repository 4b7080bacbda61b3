import * as z from 'zod';
import { NotImplementedLocally, ServiceError } from '../service.ts';
import { DeploymentConfig } from './deployment-config.ts';

const Name = z
  .string()
  .max(63)
  .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
const S3Uri = z
  .string()
  .max(1024)
  .regex(/^s3:\/\/[^/]+(\/.*)?$/);
const Tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) });
const Tags = z.array(Tag).max(50).default([]);
export type Tag = z.output<typeof Tag>;

const Container = z.strictObject({
  Image: z.string().min(1).max(255),
  ModelDataUrl: S3Uri.optional(),
  Environment: z.record(z.string().max(1024), z.string().max(1024)).default({}),
  Mode: z.literal('SingleModel').optional(),
});

const Variant = z.strictObject({
  VariantName: Name,
  ModelName: Name,
  InitialInstanceCount: z.int().min(1).optional(),
  InstanceType: z
    .string()
    .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/)
    .optional(),
  InitialVariantWeight: z.number().min(0).default(1),
  ServerlessConfig: z
    .strictObject({
      MemorySizeInMB: z.int().min(1024).max(6144).multipleOf(1024),
      MaxConcurrency: z.int().min(1).max(200),
    })
    .optional(),
  VolumeSizeInGB: z.int().min(1).max(512).optional(),
  ModelDataDownloadTimeoutInSeconds: z.int().min(60).max(3600).optional(),
  ContainerStartupHealthCheckTimeoutInSeconds: z.int().min(60).max(3600).optional(),
});
export type Variant = z.output<typeof Variant>;

const DataCaptureConfig = z.strictObject({
  EnableCapture: z.boolean().default(false),
  InitialSamplingPercentage: z.int().min(0).max(100),
  DestinationS3Uri: S3Uri.max(512),
  KmsKeyId: z.string().max(2048).optional(),
  CaptureOptions: z
    .array(z.strictObject({ CaptureMode: z.enum(['Input', 'Output', 'InputAndOutput']) }))
    .min(1)
    .max(32),
  CaptureContentTypeHeader: z
    .strictObject({
      CsvContentTypes: z.array(z.string().max(256)).min(1).max(10).optional(),
      JsonContentTypes: z.array(z.string().max(256)).min(1).max(10).optional(),
    })
    .optional(),
});
export type DataCaptureConfig = z.output<typeof DataCaptureConfig>;

const named = <Field extends string>(field: Field) => z.strictObject({ [field]: Name } as Record<Field, typeof Name>);

/** What each operation may be asked; a field that is not here is refused by name. */
const REQUESTS = {
  CreateModel: z.strictObject({
    ModelName: Name,
    PrimaryContainer: Container,
    ExecutionRoleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/),
    // Accepted, and true of SageMaker; a process on this machine is not cut off from the network.
    EnableNetworkIsolation: z.boolean().default(false),
    Tags,
  }),
  DescribeModel: named('ModelName'),
  DeleteModel: named('ModelName'),
  CreateEndpointConfig: z.strictObject({
    EndpointConfigName: Name,
    ProductionVariants: z.array(Variant).min(1).max(10),
    DataCaptureConfig: DataCaptureConfig.optional(),
    KmsKeyId: z.string().max(2048).optional(),
    Tags,
  }),
  DescribeEndpointConfig: named('EndpointConfigName'),
  DeleteEndpointConfig: named('EndpointConfigName'),
  CreateEndpoint: z.strictObject({
    EndpointName: Name,
    EndpointConfigName: Name,
    // Remembered only, as on AWS: there is no old fleet to move traffic from.
    DeploymentConfig: DeploymentConfig.optional(),
    Tags,
  }),
  UpdateEndpoint: z.strictObject({
    EndpointName: Name,
    EndpointConfigName: Name,
    DeploymentConfig: DeploymentConfig.optional(),
    RetainDeploymentConfig: z.boolean().default(false),
    // Weights and counts cannot be changed here apart from the configuration, so there is nothing that could be lost.
    RetainAllVariantProperties: z.boolean().optional(),
  }),
  DescribeEndpoint: named('EndpointName'),
  DeleteEndpoint: named('EndpointName'),
  ListEndpoints: z.strictObject({
    NameContains: z.string().max(63).optional(),
    StatusEquals: z.string().optional(),
    SortBy: z.enum(['Name', 'CreationTime', 'Status']).default('CreationTime'),
    SortOrder: z.enum(['Ascending', 'Descending']).default('Descending'),
    MaxResults: z.int().min(1).max(100).default(10),
    NextToken: z.string().optional(),
  }),
  AddTags: z.strictObject({ ResourceArn: z.string(), Tags: z.array(Tag).min(1).max(50) }),
  ListTags: z.strictObject({ ResourceArn: z.string() }),
};

export type Operation = keyof typeof REQUESTS;
export type Request<Name extends Operation> = z.output<(typeof REQUESTS)[Name]>;

/** Refuses by name an operation that the local SageMaker does not have. */
export const knownOperation = (operation: string): Operation => {
  if (Object.hasOwn(REQUESTS, operation)) return operation as Operation;
  throw new NotImplementedLocally(`the SageMaker operation ${operation}`);
};

/** A request's body, checked. @throws ServiceError ValidationException, in SageMaker's words */
export const parseRequest = <Name extends Operation>(operation: Name, body: unknown): Request<Name> => {
  const parsed = REQUESTS[operation].safeParse(body);
  if (parsed.success) return parsed.data as Request<Name>;
  const { issues } = parsed.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown?.code === 'unrecognized_keys')
    throw new NotImplementedLocally(`${[operation, ...unknown.path, ...unknown.keys].join('.')} of SageMaker`);
  const errors = issues.map((issue) => constraint(issue.path, valueAt(body, issue.path), issue.message));
  const count = `${errors.length} validation error${errors.length > 1 ? 's' : ''} detected`;
  throw new ServiceError('ValidationException', `${count}: ${errors.join('; ')}`);
};

const constraint = (path: readonly PropertyKey[], value: unknown, message: string): string => {
  const where = path.map((part) =>
    typeof part === 'string' ? part[0]?.toLowerCase() + part.slice(1) : Number(part) + 1,
  );
  const [shown, broken] = value === undefined ? ['null', 'Member must not be null'] : [JSON.stringify(value), message];
  return `Value ${shown.replaceAll('"', "'")} at '${where.join('.')}' failed to satisfy constraint: ${broken}`;
};

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], body);
