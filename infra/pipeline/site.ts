import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';

export interface SiteProps {
  readonly stage: Stage;
  /** The address people use, given the API's own. */
  readonly address: (otherwise: string) => string;
}

/** The HTTP API: pages for people, who sign in, and an interface for programs, which sign their requests. */
export class Site extends Construct {
  readonly api: HttpApi;
  /** Origin that links and redirects are built on; never taken from a request. */
  readonly url: string;

  constructor(scope: Construct, id: string, { stage, address }: SiteProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { description: 'Slipway: pages and registry', createDefaultStage: false });
    const log = new LogGroup(this, 'AccessLog', { retention: stage.logDays, removalPolicy: RemovalPolicy.RETAIN });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: stage.pageRequests.perSecond, burstLimit: stage.pageRequests.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLine },
    });
    this.url = address(this.api.apiEndpoint);
  }

  /** Public addresses, `METHOD /path`, guarded by the function itself. */
  pages(name: string, handler: IFunction, routes: readonly string[]): void {
    const integration = new HttpLambdaIntegration(name, handler, { timeout: Duration.seconds(29) });
    for (const { path, methods } of routes.map(parts)) {
      const added = this.api.addRoutes({ path, methods, integration, authorizer: new HttpNoneAuthorizer() });
      added.forEach(isPublic);
    }
  }

  /** Whatever no other route takes, so that a mistyped address meets a page and not API Gateway's JSON. */
  everythingElse(handler: IFunction): void {
    const integration = new HttpLambdaIntegration('EverythingElse', handler, { timeout: Duration.seconds(29) });
    isPublic(
      new HttpRoute(this, 'EverythingElse', {
        httpApi: this.api,
        routeKey: HttpRouteKey.DEFAULT,
        integration,
        authorizer: new HttpNoneAuthorizer(),
      }),
    );
  }

  /** Addresses for programs: API Gateway checks the signature and the caller's IAM policy. */
  calls(name: string, handler: IFunction, routes: readonly string[]): void {
    const integration = new HttpLambdaIntegration(name, handler, { timeout: Duration.seconds(29) });
    for (const { path, methods } of routes.map(parts))
      this.api.addRoutes({ path, methods, integration, authorizer: new HttpIamAuthorizer() });
  }
}

const isPublic = (route: Construct): void =>
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason: 'People sign in at their identity provider; the function checks the session (SECURITY A-02 to A-09).',
  });

const parts = (route: string): { readonly path: string; readonly methods: HttpMethod[] } => {
  const [method = '', path = ''] = route.split(' ');
  return { path, methods: [HttpMethod[method as keyof typeof HttpMethod]] };
};

/** No query string and no cookie: a sign-in code must not reach the log. */
const accessLine = AccessLogFormat.custom(
  JSON.stringify({
    at: '$context.requestTime',
    request: '$context.requestId',
    route: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    ms: '$context.responseLatency',
    from: '$context.identity.sourceIp',
    error: '$context.integrationErrorMessage',
  }),
);
