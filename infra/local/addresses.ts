import { idOf } from './http-api/resources.ts';
import { portsByName, reservePorts } from './ports.ts';
import type { Stack } from './template/assembly.ts';
import { generatedName } from './template/names.ts';

/** Where the parts of a local cloud are, known before anything of the template is made. */
export interface Addresses {
  /** The front door: what `AWS_ENDPOINT_URL` is set to. */
  readonly endpoint: string;
  /** Issuer of the identity provider. */
  readonly issuer: string;
  /** Each HTTP API of the template, in its order. */
  readonly apis: readonly { readonly stack: string; readonly logicalId: string; readonly url: string }[];
}

export interface Plan extends Addresses {
  readonly issuerPort: number;
  apiPort(apiId: string): number;
}

/** Gives the identity provider and each HTTP API a port: those after `port`, or free ones when it was 0. */
export const planAddresses = async (stacks: readonly Stack[], wanted: number, endpoint: string): Promise<Plan> => {
  const apis = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources ?? {})
      .filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Api')
      .map(([logicalId, { Type }]) => ({ stack: name, logicalId, id: idOf(generatedName(Type, name, logicalId)) })),
  );
  const [issuerPort = 0, ...apiPorts] = await reservePorts(wanted, 1 + apis.length);
  const apiPort = portsByName(apiPorts);
  return {
    endpoint,
    issuer: `http://127.0.0.1:${issuerPort}`,
    issuerPort,
    apiPort,
    apis: apis.map(({ stack, logicalId, id }) => ({ stack, logicalId, url: `http://127.0.0.1:${apiPort(id)}` })),
  };
};
