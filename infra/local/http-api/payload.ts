import type { IncomingHttpHeaders } from 'node:http';
import { ACCOUNT } from '../service.ts';

export interface Received {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
}

export interface Context {
  readonly apiId: string;
  readonly stage: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly routeKey: string;
  readonly requestId: string;
  readonly at: Date;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

/**
 * The event of payload format 2.0. The path is decoded, cookies stand apart from the headers, and every body is base64
 * except `text/*`, JSON, XML and JavaScript: a form is base64 too, as on AWS.
 */
export const payloadEvent = (received: Received, context: Context): Record<string, unknown> => {
  const [rawUrl = '/', rawQueryString = ''] = splitOnce(received.url, '?');
  const path = decodePath(rawUrl);
  const { cookie, ...others } = received.headers;
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
  const query = queryParameters(rawQueryString);
  const binary = isBinary(received.headers);
  const host = received.headers.host ?? '';
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie ? { cookies: cookie.split(/;\s*/) } : {}),
    headers: {
      ...headers,
      'x-forwarded-for': received.sourceIp,
      'x-forwarded-proto': 'http',
      'x-forwarded-port': portOf(host),
    },
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: ACCOUNT,
      apiId: context.apiId,
      ...(context.authorizer ? { authorizer: context.authorizer } : {}),
      domainName: host,
      domainPrefix: context.apiId,
      http: {
        method: received.method,
        path,
        protocol: received.protocol,
        sourceIp: received.sourceIp,
        userAgent: received.headers['user-agent'] ?? '',
      },
      requestId: context.requestId,
      routeKey: context.routeKey,
      stage: context.stage,
      time: commonLogTime(context.at),
      timeEpoch: context.at.getTime(),
    },
    ...(Object.keys(context.pathParameters).length > 0 ? { pathParameters: context.pathParameters } : {}),
    ...(context.stageVariables ? { stageVariables: context.stageVariables } : {}),
    ...(received.body.length > 0 ? { body: received.body.toString(binary ? 'base64' : 'utf8') } : {}),
    isBase64Encoded: received.body.length > 0 && binary,
  };
};

/** The path of a request target with its percent escapes decoded; as sent when they are no UTF-8. */
export const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** `10/Oct/2026:13:55:36 +0000`, the time format of access logs and of `requestContext.time`. */
export const commonLogTime = (at: Date): string => {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
};

const isBinary = (headers: IncomingHttpHeaders): boolean =>
  Boolean(headers['content-encoding']) ||
  !/^(text\/.*|application\/(.*\+)?(json|xml)|application\/javascript)\s*(;|$)/i.test(headers['content-type'] ?? '');

const queryParameters = (rawQuery: string): Record<string, string> | undefined => {
  if (rawQuery === '') return undefined;
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery))
    joined[name] = Object.hasOwn(joined, name) ? `${joined[name]},${value}` : value;
  return joined;
};

const splitOnce = (value: string, separator: string): [string, string?] => {
  const at = value.indexOf(separator);
  return at < 0 ? [value] : [value.slice(0, at), value.slice(at + 1)];
};

const portOf = (host: string): string => /:(\d+)$/.exec(host)?.[1] ?? '80';
