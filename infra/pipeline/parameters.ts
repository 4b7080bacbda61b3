import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';

/** What only the deployer knows. Values are tokens until the deployment. */
export interface PipelineParameters {
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  readonly mailFrom: string;
  readonly onnxImage: string;
  /** The deployer's own address of the pages, else the one given. */
  siteUrl(otherwise: string): string;
}

/** Declares the parameters of the pipeline stack. */
export const pipelineParameters = (stack: Stack): PipelineParameters => {
  const text = (id: string, description: string, rest: { default?: string; allowedPattern?: string } = {}) =>
    new CfnParameter(stack, id, { type: 'String', description, ...rest }).valueAsString;
  const siteUrl = text(
    'SiteUrl',
    'Address of the pages, without a slash at the end, if a domain of your own leads to them.',
    {
      default: '',
      allowedPattern: '^(https?://[^/ ]+)?$',
    },
  );
  const ownSite = new CfnCondition(stack, 'OwnSite', { expression: Fn.conditionNot(Fn.conditionEquals(siteUrl, '')) });
  return {
    oidcIssuer: text('OidcIssuer', 'Issuer of your identity provider (Cognito, Entra ID, Okta, ...).', {
      allowedPattern: '^https?://\\S+$',
    }),
    oidcClientId: text(
      'OidcClientId',
      'Client id registered there for Slipway: a public client, code flow with PKCE.',
      {
        allowedPattern: '^\\S+$',
      },
    ),
    mailFrom: text('MailFrom', 'Address that approval requests and notices come from; confirm it in SES once.', {
      allowedPattern: '^[^@ ]+@[^@ ]+$',
    }),
    onnxImage: text('OnnxImage', 'Image of functions/serve-onnx in your registry (ECR), by digest or tag.', {
      allowedPattern: '^\\S+$',
    }),
    siteUrl: (otherwise) => Fn.conditionIf(ownSite.logicalId, siteUrl, otherwise).toString(),
  };
};
