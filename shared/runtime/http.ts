import { createHash } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorFacts, log } from './logger.ts';

/** An HTTP request as a use case sees it: names lower-cased, body decoded (undefined when it is not UTF-8). */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly bodyBytes: number;
  /** Address of the caller; kept truncated in records. */
  readonly sourceIp: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}

/** On every answer, errors too. No page of Slipway has a script. */
export const safeHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'x-robots-tag': 'noindex',
} as const;

/** Nothing is loaded, nothing runs; of styles only the very sheet that the page carries in its head, by its hash. */
const contentPolicy = (body: string): string => {
  const sheet = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1];
  const styles = sheet === undefined ? "'none'" : `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`;
  return `default-src 'none'; style-src ${styles}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
};

/** Makes a use case an HTTP Lambda (payload format 2.0). An error becomes a plain 500 page; its details go to the log only. */
export const http = (run: (request: HttpRequest) => Promise<HttpAnswer>) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event, context) => {
    try {
      return answer(await run(requestOf(event)));
    } catch (error) {
      log('error', 'the request failed', { request: context.awsRequestId, path: event.rawPath, ...errorFacts(error) });
      return answer({
        status: 500,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'Something went wrong here, not with you. Nothing was changed. Please try again; operations have been told.',
      });
    }
  });

const answer = ({ status, headers, cookies, body = '' }: HttpAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    ...safeHeaders,
    'content-security-policy': contentPolicy(body),
    ...headers,
  },
  ...(cookies && { cookies: [...cookies] }),
  body,
});

const requestOf = (event: APIGatewayProxyEventV2): HttpRequest => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: new URLSearchParams(event.rawQueryString),
    headers: Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value])),
    cookies: Object.fromEntries((event.cookies ?? []).map(cookiePair).reverse()),
    params: event.pathParameters ?? {},
    body: decode(bytes),
    bodyBytes: bytes.length,
    sourceIp: event.requestContext.http.sourceIp,
  };
};

const cookiePair = (cookie: string): [string, string] => {
  const at = cookie.indexOf('=');
  return at < 0 ? [cookie.trim(), ''] : [cookie.slice(0, at).trim(), cookie.slice(at + 1).trim()];
};

const decode = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
