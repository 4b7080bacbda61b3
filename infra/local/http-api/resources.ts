import { createHash } from 'node:crypto';
import { NotImplementedLocally, type Resource, type ResourceKind, ServiceError } from '../service.ts';
import type { Api, Throttle } from './definitions.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Ten lower-case letters and digits, as API Gateway's own ids are, always the same for one resource. */
export const idOf = (name: string): string =>
  BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 24)}`)
    .toString(36)
    .slice(0, 10);

/** The resource kinds of HTTP APIs. They fill `apis`; order does not matter, because routes are looked up when a request comes. */
export const httpApiResources = (
  apis: Map<string, Api>,
  endpointOf: (apiId: string) => string,
): Record<string, ResourceKind> => {
  const apiOf = (properties: Properties): Api => {
    const id = text(properties.ApiId);
    const api = apis.get(id) ?? { id, name: id, routes: new Map(), integrations: new Map() };
    apis.set(id, api);
    return api;
  };

  return {
    'AWS::ApiGatewayV2::Api': {
      // DisableExecuteApiEndpoint would leave no way in; Description and Tags are for people.
      properties: ['Name', 'ProtocolType', 'CorsConfiguration', 'Description', 'Tags'],
      ref: idOf,
      attributes: (name) => ({ ApiId: idOf(name), ApiEndpoint: endpointOf(idOf(name)) }),
      create: ({ name, properties }) => {
        demand(properties.ProtocolType === 'HTTP', `an API with ProtocolType ${String(properties.ProtocolType)}`);
        const id = idOf(name);
        const known = apis.get(id);
        apis.set(id, {
          id,
          name: text(properties.Name ?? name),
          cors: properties.CorsConfiguration ? corsOf(properties.CorsConfiguration as Properties) : undefined,
          stage: known?.stage,
          routes: known?.routes ?? new Map(),
          integrations: known?.integrations ?? new Map(),
        });
      },
    },
    'AWS::ApiGatewayV2::Stage': {
      properties: [
        'ApiId',
        'StageName',
        'AutoDeploy',
        'AccessLogSettings',
        'DefaultRouteSettings',
        'RouteSettings',
        'StageVariables',
        'Description',
        'Tags',
      ],
      nameProperty: 'StageName',
      attributes: () => ({}),
      create: ({ properties }) => {
        demand(properties.StageName === '$default', `the stage ${text(properties.StageName)}: only $default`);
        demand(isTrue(properties.AutoDeploy), 'a stage without AutoDeploy');
        const log = properties.AccessLogSettings as Properties | undefined;
        apiOf(properties).stage = {
          name: '$default',
          variables: properties.StageVariables as Record<string, string> | undefined,
          accessLog: log && { destinationArn: text(log.DestinationArn), format: text(log.Format) },
          throttle: throttleOf(properties.DefaultRouteSettings as Properties | undefined),
          routeThrottles: Object.fromEntries(
            Object.entries((properties.RouteSettings ?? {}) as Record<string, Properties>).flatMap(
              ([key, settings]) => {
                const throttle = throttleOf(settings);
                return throttle ? [[key, throttle]] : [];
              },
            ),
          ),
        };
      },
    },
    'AWS::ApiGatewayV2::Route': {
      properties: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'OperationName'],
      ref: idOf,
      attributes: (name) => ({ RouteId: idOf(name) }),
      create: ({ properties }) => {
        const key = text(properties.RouteKey);
        const authorization = properties.AuthorizationType ?? 'NONE';
        if (authorization !== 'NONE' && authorization !== 'AWS_IAM')
          throw new NotImplementedLocally(`a route with AuthorizationType ${String(authorization)}`);
        const target = /^integrations\/(.+)$/.exec(text(properties.Target))?.[1];
        if (!target)
          throw new ServiceError('BadRequestException', `The route ${key} has no integration as its target.`);
        apiOf(properties).routes.set(key, { key, integrationId: target, authorization });
      },
    },
    'AWS::ApiGatewayV2::Integration': {
      // IntegrationMethod is always POST for Lambda.
      properties: [
        'ApiId',
        'IntegrationType',
        'IntegrationUri',
        'IntegrationMethod',
        'PayloadFormatVersion',
        'TimeoutInMillis',
        'Description',
      ],
      ref: idOf,
      attributes: (name) => ({ IntegrationId: idOf(name) }),
      create: (resource) => {
        const { properties } = resource;
        demand(
          properties.IntegrationType === 'AWS_PROXY',
          `an integration of type ${String(properties.IntegrationType)}`,
        );
        demand(
          properties.PayloadFormatVersion === '2.0',
          `payload format ${String(properties.PayloadFormatVersion)}: only 2.0`,
        );
        apiOf(properties).integrations.set(idOf(resource.name), {
          functionArn: functionArnOf(resource),
          timeoutMs: Number(properties.TimeoutInMillis ?? 30_000),
        });
      },
    },
  };
};

const text = (value: unknown): string => (typeof value === 'string' ? value : String(value ?? ''));
const isTrue = (value: unknown): boolean => value === true || value === 'true';
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

const demand = (fits: boolean, what: string): void => {
  if (!fits) throw new NotImplementedLocally(what);
};

const functionArnOf = ({ logicalId, properties }: Resource): string => {
  const uri = text(properties.IntegrationUri);
  const arn = /arn:[^:]+:lambda:[^:]*:\d{12}:function:[^/]+/.exec(uri)?.[0];
  if (!arn)
    throw new ServiceError('BadRequestException', `The integration ${logicalId} names no Lambda function: ${uri}`);
  return arn;
};

const throttleOf = (settings: Properties | undefined): Throttle | undefined =>
  settings?.ThrottlingRateLimit === undefined
    ? undefined
    : {
        rate: Number(settings.ThrottlingRateLimit),
        burst: Number(settings.ThrottlingBurstLimit ?? settings.ThrottlingRateLimit),
      };

const corsOf = (cors: Properties) => ({
  origins: strings(cors.AllowOrigins),
  methods: strings(cors.AllowMethods),
  headers: strings(cors.AllowHeaders),
  exposed: strings(cors.ExposeHeaders),
  credentials: isTrue(cors.AllowCredentials),
  maxAge: cors.MaxAge === undefined ? undefined : Number(cors.MaxAge),
});
